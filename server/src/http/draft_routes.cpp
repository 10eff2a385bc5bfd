#include "http/draft_routes.hpp"

#include "http/answers.hpp"
#include "http/json_body.hpp"
#include "wire/problem.hpp"
#include "wire/reader.hpp"

namespace chatter::http {

Task<Result<net::Response>> list_drafts(const Context& context, Call call) {
    const auto drafts = co_await context.drafts.list(call.user_id());
    if (!drafts) co_return std::unexpected(drafts.error());
    co_return json_answer(200, {{"drafts", wire::to_json_array(*drafts)}});
}

Task<Result<net::Response>> get_draft(const Context& context, Call call) {
    const auto id = call.id<chat::RoomId>();
    if (!id) co_return std::unexpected(id.error());
    const auto draft = co_await context.drafts.find(call.user_id(), *id);
    if (!draft) co_return std::unexpected(draft.error());
    co_return json_answer(200, {{"draft", wire::to_json(*draft)}});
}

Task<Result<net::Response>> keep_draft(const Context& context, Call call) {
    const auto id = call.id<chat::RoomId>();
    if (!id) co_return std::unexpected(id.error());
    const auto body = read_json(call.request);
    if (!body) co_return std::unexpected(body.error());
    wire::Reader reader(*body);
    auto content = reader.required_string("content");
    const auto version = reader.required_integer("version");
    if (const auto error = reader.error()) co_return std::unexpected(*error);

    const auto kept = co_await context.drafts.keep(call.user_id(), *id, std::move(content), version, {});
    if (!kept) co_return std::unexpected(kept.error());
    auto draft = wire::to_json(kept->draft);
    if (!kept->conflict) co_return json_answer(200, {{"draft", std::move(draft)}});
    auto problem = wire::problem_json(Error(chat::Errc::draft_conflict));
    problem.emplace("draft", std::move(draft));
    co_return problem_answer(problem);
}

}  // namespace chatter::http
