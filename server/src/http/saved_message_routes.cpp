#include "http/saved_message_routes.hpp"

#include "http/answers.hpp"
#include "http/query.hpp"

namespace chatter::http {

Task<Result<net::Response>> save_message(const Context& context, Call call) {
    const auto name = call.message_name();
    if (!name) co_return std::unexpected(name.error());
    const auto saved = co_await context.saved_messages.save(call.user_id(), *name);
    if (!saved) co_return std::unexpected(saved.error());
    co_return empty_answer();
}

Task<Result<net::Response>> unsave_message(const Context& context, Call call) {
    const auto name = call.message_name();
    if (!name) co_return std::unexpected(name.error());
    const auto removed = co_await context.saved_messages.remove(call.user_id(), *name);
    if (!removed) co_return std::unexpected(removed.error());
    co_return empty_answer();
}

Task<Result<net::Response>> list_saved_messages(const Context& context, Call call) {
    Query query(call.request.query);
    auto before = query.optional_string("before");
    const auto limit = query.optional_integer("limit");
    if (const auto error = query.error()) co_return std::unexpected(*error);

    const auto page = co_await context.saved_messages.list(call.user_id(), std::move(before), limit);
    if (!page) co_return std::unexpected(page.error());
    co_return json_answer(200, wire::to_json(*page));
}

}  // namespace chatter::http
