#include "http/message_routes.hpp"

#include "http/answers.hpp"
#include "http/json_body.hpp"
#include "http/query.hpp"
#include "wire/reader.hpp"

namespace chatter::http {

namespace json = boost::json;

namespace {

Result<chat::MessageDraft> read_draft(chat::RoomId room_id, const json::value& body) {
    wire::Reader reader(body);
    chat::MessageDraft draft;
    draft.room_id = room_id;
    draft.content = reader.required_string("content");
    draft.client_id = reader.optional_string("clientId");
    draft.reply_to = reader.optional_id<chat::MessageId>("replyTo");
    draft.thread_of = reader.optional_id<chat::MessageId>("threadOf");
    if (const auto error = reader.error()) return std::unexpected(*error);
    return draft;
}

}  // namespace

Task<Result<net::Response>> get_history(const Context& context, Call call) {
    const auto room_id = call.id<chat::RoomId>();
    if (!room_id) co_return std::unexpected(room_id.error());
    Query query(call.request.query);
    chat::HistoryRequest request;
    request.before = query.optional_integer("before");
    request.after = query.optional_integer("after");
    request.around = query.optional_integer("around");
    request.limit = query.optional_integer("limit");
    if (const auto error = query.error()) co_return std::unexpected(*error);

    const auto page = co_await context.history_pages.find(call.user_id(), *room_id, request);
    if (!page) co_return std::unexpected(page.error());
    co_return versioned_json_answer(call.request, (*page)->json, (*page)->etag);
}

Task<Result<net::Response>> post_message(const Context& context, Call call) {
    const auto room_id = call.id<chat::RoomId>();
    if (!room_id) co_return std::unexpected(room_id.error());
    const auto body = read_json(call.request);
    if (!body) co_return std::unexpected(body.error());
    auto draft = read_draft(*room_id, *body);
    if (!draft) co_return std::unexpected(draft.error());

    const auto posted = co_await context.messages.post(call.user_id(), std::move(*draft));
    if (!posted) co_return std::unexpected(posted.error());
    co_return json_answer(posted->repeated ? 200 : 201, {{"message", wire::to_json(posted->message)}});
}

}  // namespace chatter::http
