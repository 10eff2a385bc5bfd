#include "realtime/message_events.hpp"

#include "chat/message_changes.hpp"
#include "chat/messages.hpp"
#include "wire/message_text.hpp"
#include "wire/reader.hpp"

namespace chatter::realtime {

namespace {

chat::MessageName read_name(wire::Reader& reader) {
    return {.room_id = reader.required_id<chat::RoomId>("roomId"),
            .message_id = reader.required_id<chat::MessageId>("messageId")};
}

EventAnswer message_answer(const Result<chat::Message>& message) {
    if (!message) return std::unexpected(message.error());
    MembersText answer{R"("message":)"};
    wire::append_json(answer.text, *message);
    return answer;
}

}  // namespace

Task<EventAnswer> send_message(const EventContext& context, ReceivedEvent event) {
    wire::Reader reader(event.payload);
    chat::MessageDraft draft;
    draft.room_id = reader.required_id<chat::RoomId>("roomId");
    draft.content = reader.required_string("content");
    draft.client_id = reader.optional_string("clientId");
    draft.reply_to = reader.optional_id<chat::MessageId>("replyTo");
    draft.thread_of = reader.optional_id<chat::MessageId>("threadOf");
    if (auto error = reader.error()) co_return std::unexpected(std::move(*error));

    const auto posted = co_await context.chat.messages.post(event.user_id(), std::move(draft));
    if (!posted) co_return std::unexpected(posted.error());
    co_return message_answer(posted->message);
}

Task<EventAnswer> edit_message(const EventContext& context, ReceivedEvent event) {
    wire::Reader reader(event.payload);
    const auto name = read_name(reader);
    auto content = reader.required_string("content");
    if (auto error = reader.error()) co_return std::unexpected(std::move(*error));
    co_return message_answer(
        co_await context.chat.message_changes.edit(event.user_id(), name, std::move(content)));
}

Task<EventAnswer> delete_message(const EventContext& context, ReceivedEvent event) {
    wire::Reader reader(event.payload);
    const auto name = read_name(reader);
    if (auto error = reader.error()) co_return std::unexpected(std::move(*error));
    chat::Actor actor(event.user_id(), event.viewer().address);
    co_return message_answer(co_await context.chat.message_changes.remove(std::move(actor), name));
}

Task<EventAnswer> add_reaction(const EventContext& context, ReceivedEvent event) {
    wire::Reader reader(event.payload);
    const auto name = read_name(reader);
    auto emoji = reader.required_string("emoji");
    if (auto error = reader.error()) co_return std::unexpected(std::move(*error));
    co_return message_answer(
        co_await context.chat.message_changes.react(event.user_id(), name, std::move(emoji)));
}

Task<EventAnswer> remove_reaction(const EventContext& context, ReceivedEvent event) {
    wire::Reader reader(event.payload);
    const auto name = read_name(reader);
    auto emoji = reader.required_string("emoji");
    if (auto error = reader.error()) co_return std::unexpected(std::move(*error));
    co_return message_answer(
        co_await context.chat.message_changes.take_back_reaction(event.user_id(), name, std::move(emoji)));
}

Task<EventAnswer> pin_message(const EventContext& context, ReceivedEvent event) {
    wire::Reader reader(event.payload);
    const auto name = read_name(reader);
    if (auto error = reader.error()) co_return std::unexpected(std::move(*error));
    co_return message_answer(co_await context.chat.message_changes.pin(event.user_id(), name));
}

Task<EventAnswer> unpin_message(const EventContext& context, ReceivedEvent event) {
    wire::Reader reader(event.payload);
    const auto name = read_name(reader);
    if (auto error = reader.error()) co_return std::unexpected(std::move(*error));
    co_return message_answer(co_await context.chat.message_changes.unpin(event.user_id(), name));
}

}  // namespace chatter::realtime
