#include "http/search_routes.hpp"

#include "http/answers.hpp"
#include "http/query.hpp"

namespace chatter::http {

namespace json = boost::json;

namespace {

template <class SomeId>
std::optional<SomeId> optional_id(Query& query, std::string_view name) {
    const auto text = query.optional_string(name);
    if (!text) return std::nullopt;
    const auto id = SomeId::parse(*text);
    if (!id) query.complain(name, "Must be an id.");
    return id;
}

}  // namespace

Task<Result<net::Response>> search_messages(const Context& context, Call call) {
    Query query(call.request.query);
    chat::SearchRequest request;
    request.text = query.optional_string("q").value_or(std::string{});
    request.room_id = optional_id<chat::RoomId>(query, "roomId");
    request.author_id = optional_id<chat::UserId>(query, "authorId");
    request.before = optional_id<chat::MessageId>(query, "before");
    request.after = optional_id<chat::MessageId>(query, "after");
    request.limit = query.optional_integer("limit");
    if (const auto error = query.error()) co_return std::unexpected(*error);

    const auto page = co_await context.search.run(call.user_id(), std::move(request));
    if (!page) co_return std::unexpected(page.error());
    co_return json_answer(200, wire::to_json(*page));
}

}  // namespace chatter::http
