#include "chat/messages.hpp"

#include "base/metrics.hpp"
#include "chat/errc.hpp"
#include "chat/mentions.hpp"
#include "chat/ports/changes_limit.hpp"
#include "chat/validation.hpp"

namespace chatter::chat {

namespace {

const metrics::Counter stored_messages("chatter_messages_total", "Messages that were stored.");

constexpr std::int64_t history_limit_max = 200;
constexpr std::int64_t history_limit_default = 50;
constexpr std::size_t changes_per_room_max = 200;

Result<HistoryQuery> validate(const HistoryRequest& request) {
    Validation validation;
    const auto limit = request.limit.value_or(history_limit_default);
    if (limit < 1 || limit > history_limit_max) validation.check("limit", "Must be from 1 to 200.");
    const auto check_bound = [&validation](std::string_view field, const std::optional<Seq>& bound) {
        if (bound && *bound < 0) validation.check(field, "Must not be negative.");
        return bound.has_value() ? 1 : 0;
    };
    const int bounds = check_bound("before", request.before) + check_bound("after", request.after) +
                       check_bound("around", request.around);
    if (bounds > 1) validation.check("before", "Only one of before, after and around may be given.");
    if (auto valid = validation.result(); !valid) return std::unexpected(std::move(valid.error()));
    return HistoryQuery{.before = request.before,
                        .after = request.after,
                        .around = request.around,
                        .limit = static_cast<std::size_t>(limit)};
}

}  // namespace

Messages::Messages(MessageStore& messages, const Clock& clock, Random& random, ImageAddresses addresses)
    : messages_(messages), clock_(clock), random_(random), addresses_(std::move(addresses)) {}

Task<Result<PostedMessage>> Messages::post(UserId author, MessageDraft draft) {
    Validation validation;
    validation.check("content", complaint_about_content(draft.content));
    if (draft.client_id) validation.check("clientId", complaint_about_client_id(*draft.client_id));
    if (auto valid = validation.result(); !valid) co_return std::unexpected(std::move(valid.error()));

    const auto now = clock_.now();
    const auto id = MessageId::make(now, random_);
    NewMessage message{.id = id,
                       .room_id = draft.room_id,
                       .author_id = author,
                       .content = std::move(draft.content),
                       .client_id = draft.client_id ? std::move(*draft.client_id) : id.to_string(),
                       .reply_to = draft.reply_to,
                       .thread_of = draft.thread_of,
                       .image_id = {},
                       .mentioned_names = {},
                       .created_at = now};
    message.image_id = addresses_.of_content(message.content);
    message.mentioned_names = find_mentions(message.content);
    message.mentions_room = name_everybody(message.mentioned_names);
    auto posted = co_await messages_.post_message(std::move(message));
    if (posted && !posted->repeated) stored_messages.add();
    co_return posted;
}

Task<Result<RoomAccess>> Messages::find_access(UserId viewer, RoomId room_id) {
    return messages_.find_room_access(viewer, room_id);
}

Task<Result<HistoryPage>> Messages::history(UserId viewer, RoomId room_id, HistoryRequest request,
                                            RoomAccess at_least) {
    auto query = validate(request);
    if (!query) co_return std::unexpected(query.error());
    query->at_least = at_least;
    co_return co_await messages_.read_history(viewer, room_id, *query);
}

Task<Result<Changes>> Messages::changes_since(UserId viewer, std::map<RoomId, Version> seen) {
    auto changes = co_await messages_.read_changes(viewer, std::move(seen), changes_per_room_max);
    if (!changes) co_return changes;
    std::size_t bytes = 0;
    for (auto& [id, room] : changes->rooms) {
        std::size_t room_bytes = 0;
        for (const auto& message : room.messages) room_bytes += message.content.size();
        if (bytes == 0 || bytes + room_bytes <= changes_bytes_max) {
            bytes += room_bytes;
            continue;
        }
        room.messages.clear();
        room.truncated = true;
    }
    co_return changes;
}

}  // namespace chatter::chat
