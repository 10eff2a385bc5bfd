#include "wire/message_text.hpp"

#include <array>
#include <charconv>

#include "base/text.hpp"
#include "chat/image_placeholder.hpp"

namespace chatter::wire {

namespace {

void append(std::string& text, std::int64_t number) {
    std::array<char, 20> digits{};
    text.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
}

void append(std::string& text, const std::string& string) { append_json_string(text, string); }

void append(std::string& text, bool value) { text += value ? "true" : "false"; }

template <class Tag>
void append(std::string& text, const Id<Tag>& id) {
    text += '"';
    id.value.append_to(text);
    text += '"';
}

void append(std::string& text, Time time) {
    text += '"';
    text += to_iso8601(time);
    text += '"';
}

// Declared before what puts one of them, or several, into something else.
void append(std::string& text, const chat::Author& author);
void append(std::string& text, const chat::ReplyPreview& reply);
void append(std::string& text, const chat::Reaction& reaction);
void append(std::string& text, const chat::Pin& pin);
void append(std::string& text, const chat::Thread& thread);
void append(std::string& text, const chat::ImageInfo& image);

template <class Value>
void append(std::string& text, const std::optional<Value>& value) {
    if (value)
        append(text, *value);
    else
        text += "null";
}

template <class Value>
void append(std::string& text, const std::vector<Value>& values) {
    text += '[';
    for (const auto& value : values) {
        if (&value != &values.front()) text += ',';
        append(text, value);
    }
    text += ']';
}

template <class Value>
void append_member(std::string& text, std::string_view name_and_colon, const Value& value) {
    text += name_and_colon;
    append(text, value);
}

void append(std::string& text, const chat::Author& author) {
    append_member(text, R"({"id":)", author.id);
    append_member(text, R"(,"username":)", author.username);
    append_member(text, R"(,"displayName":)", author.display_name);
    append_member(text, R"(,"avatarUrl":)", author.avatar_url);
    text += '}';
}

void append(std::string& text, const chat::ReplyPreview& reply) {
    append_member(text, R"({"id":)", reply.id);
    append_member(text, R"(,"seq":)", reply.seq);
    append_member(text, R"(,"author":)", reply.author);
    append_member(text, R"(,"excerpt":)", reply.excerpt);
    text += '}';
}

void append(std::string& text, const chat::Reaction& reaction) {
    append_member(text, R"({"emoji":)", reaction.emoji);
    append_member(text, R"(,"count":)", std::ssize(reaction.user_ids));
    append_member(text, R"(,"userIds":)", reaction.user_ids);
    text += '}';
}

void append(std::string& text, const chat::Pin& pin) {
    append_member(text, R"({"at":)", pin.at);
    append_member(text, R"(,"by":)", pin.by);
    text += '}';
}

void append(std::string& text, const chat::Thread& thread) {
    append_member(text, R"({"replyCount":)", thread.reply_count);
    append_member(text, R"(,"lastReplyAt":)", thread.last_reply_at);
    text += '}';
}

void append(std::string& text, const chat::ImageInfo& image) {
    append_member(text, R"({"width":)", std::int64_t{image.width});
    append_member(text, R"(,"height":)", std::int64_t{image.height});
    append_member(text, R"(,"placeholder":)", image.placeholder);
    if (const auto animated = chat::is_animated_by(image.placeholder))
        append_member(text, R"(,"animated":)", *animated);
    text += '}';
}

}  // namespace

void append_json(std::string& text, const chat::Message& message) {
    append_member(text, R"({"id":)", message.id);
    append_member(text, R"(,"roomId":)", message.room_id);
    append_member(text, R"(,"seq":)", message.seq);
    append_member(text, R"(,"version":)", message.version);
    append_member(text, R"(,"author":)", message.author);
    append_member(text, R"(,"content":)", message.content);
    append_member(text, R"(,"clientId":)", message.client_id);
    append_member(text, R"(,"replyTo":)", message.reply_to);
    append_member(text, R"(,"createdAt":)", message.created_at);
    append_member(text, R"(,"editedAt":)", message.edited_at);
    append_member(text, R"(,"deletedAt":)", message.deleted_at);
    append_member(text, R"(,"reactions":)", message.reactions);
    if (message.pin) append_member(text, R"(,"pinned":)", *message.pin);
    if (message.thread_seq) append_member(text, R"(,"threadSeq":)", *message.thread_seq);
    if (message.thread) append_member(text, R"(,"thread":)", *message.thread);
    if (message.image) append_member(text, R"(,"image":)", *message.image);
    text += '}';
}

void append_json(std::string& text, std::span<const chat::Message> messages) {
    text += '[';
    for (const auto& message : messages) {
        if (&message != &messages.front()) text += ',';
        append_json(text, message);
    }
    text += ']';
}

}  // namespace chatter::wire
