#include "realtime/message_events.hpp"

#include "chat/messages.hpp"
#include "wire/entities.hpp"
#include "wire/reader.hpp"

namespace chatter::realtime {

namespace json = boost::json;

Task<EventAnswer> send_message(const EventContext& context, ReceivedEvent event) {
    wire::Reader reader(event.payload);
    chat::MessageDraft draft;
    draft.room_id = reader.required_id<chat::RoomId>("roomId");
    draft.content = reader.required_string("content");
    draft.client_id = reader.optional_string("clientId");
    draft.reply_to = reader.optional_id<chat::MessageId>("replyTo");
    if (auto error = reader.error()) co_return std::unexpected(std::move(*error));

    const auto posted = co_await context.chat.messages.post(event.user_id(), std::move(draft));
    if (!posted) co_return std::unexpected(posted.error());
    json::object result;
    result["message"] = wire::to_json(posted->message);
    co_return result;
}

}  // namespace chatter::realtime
