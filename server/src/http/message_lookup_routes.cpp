#include "http/message_lookup_routes.hpp"

#include "http/answers.hpp"
#include "http/query.hpp"

namespace chatter::http {

Task<Result<net::Response>> get_message(const Context& context, Call call) {
    const auto name = call.message_name();
    if (!name) co_return std::unexpected(name.error());
    const auto message = co_await context.message_lookup.find(call.user_id(), *name);
    if (!message) co_return std::unexpected(message.error());
    co_return json_answer(200, {{"message", wire::to_json(*message)}});
}

Task<Result<net::Response>> list_edits(const Context& context, Call call) {
    const auto name = call.message_name();
    if (!name) co_return std::unexpected(name.error());
    const auto editions = co_await context.message_lookup.editions(call.user_id(), *name);
    if (!editions) co_return std::unexpected(editions.error());
    co_return json_answer(200, {{"edits", wire::to_json_array(*editions)}});
}

Task<Result<net::Response>> list_pins(const Context& context, Call call) {
    const auto room_id = call.id<chat::RoomId>();
    if (!room_id) co_return std::unexpected(room_id.error());
    const auto pinned = co_await context.message_lookup.pins(call.user_id(), *room_id);
    if (!pinned) co_return std::unexpected(pinned.error());
    co_return json_answer(200, {{"messages", wire::to_json_array(*pinned)}});
}

Task<Result<net::Response>> get_thread(const Context& context, Call call) {
    const auto name = call.message_name();
    if (!name) co_return std::unexpected(name.error());
    Query query(call.request.query);
    chat::ThreadRequest request;
    request.before = query.optional_integer("before");
    request.after = query.optional_integer("after");
    request.limit = query.optional_integer("limit");
    if (const auto error = query.error()) co_return std::unexpected(*error);

    const auto page = co_await context.message_lookup.thread(call.user_id(), *name, request);
    if (!page) co_return std::unexpected(page.error());
    co_return json_answer(200, wire::to_json(*page));
}

Task<Result<net::Response>> list_threads(const Context& context, Call call) {
    Query query(call.request.query);
    chat::ThreadListRequest request;
    request.before = query.optional_string("before");
    request.limit = query.optional_integer("limit");
    if (const auto error = query.error()) co_return std::unexpected(*error);

    const auto list = co_await context.message_lookup.threads(call.user_id(), std::move(request));
    if (!list) co_return std::unexpected(list.error());
    co_return json_answer(200, wire::to_json(*list));
}

}  // namespace chatter::http
