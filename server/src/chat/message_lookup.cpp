#include "chat/message_lookup.hpp"

#include <charconv>

#include "chat/validation.hpp"

namespace chatter::chat {

namespace {

constexpr std::size_t editions_max = 100;
constexpr std::int64_t replies_max = 200;
constexpr std::int64_t replies_default = 50;
constexpr std::int64_t threads_max = 100;
constexpr std::int64_t threads_default = 20;

constexpr char cursor_separator = '.';

}  // namespace

std::string to_string(const ThreadCursor& cursor) {
    return std::to_string(cursor.last_reply_at.time_since_epoch().count()) + cursor_separator +
           cursor.root_id.to_string();
}

std::optional<ThreadCursor> parse_thread_cursor(std::string_view text) {
    const auto* const last = text.data() + text.size();
    std::int64_t milliseconds = 0;
    const auto [end, error] = std::from_chars(text.data(), last, milliseconds);
    if (error != std::errc{} || end == last || *end != cursor_separator) return std::nullopt;
    const auto id = MessageId::parse(std::string_view(end + 1, last));
    if (!id) return std::nullopt;
    return ThreadCursor{.last_reply_at = Time(std::chrono::milliseconds(milliseconds)), .root_id = *id};
}

Task<Result<Message>> MessageLookup::find(UserId viewer, MessageName name) {
    return store_.find_message(viewer, name);
}

Task<Result<std::vector<MessageEdition>>> MessageLookup::editions(UserId viewer, MessageName name) {
    return store_.list_editions(viewer, name, editions_max);
}

Task<Result<std::vector<Message>>> MessageLookup::pins(UserId viewer, RoomId room_id) {
    return store_.list_pins(viewer, room_id);
}

Task<Result<ThreadPage>> MessageLookup::thread(UserId viewer, MessageName name, ThreadRequest request) {
    Validation validation;
    const auto limit = request.limit.value_or(replies_default);
    if (limit < 1 || limit > replies_max) validation.check("limit", "Must be from 1 to 200.");
    if (request.before && *request.before < 0) validation.check("before", "Must not be negative.");
    if (request.after && *request.after < 0) validation.check("after", "Must not be negative.");
    if (request.before && request.after)
        validation.check("before", "Only one of before and after may be given.");
    if (auto valid = validation.result(); !valid) co_return std::unexpected(std::move(valid.error()));
    const ThreadQuery query{
        .before = request.before, .after = request.after, .limit = static_cast<std::size_t>(limit)};
    co_return co_await store_.read_thread(viewer, name, query);
}

Task<Result<ThreadList>> MessageLookup::threads(UserId viewer, ThreadListRequest request) {
    Validation validation;
    const auto limit = request.limit.value_or(threads_default);
    if (limit < 1 || limit > threads_max) validation.check("limit", "Must be from 1 to 100.");
    std::optional<ThreadCursor> before;
    if (request.before) {
        before = parse_thread_cursor(*request.before);
        if (!before) validation.check("before", "Must be the nextBefore of an earlier page.");
    }
    if (auto valid = validation.result(); !valid) co_return std::unexpected(std::move(valid.error()));
    co_return co_await store_.list_threads(viewer, before, static_cast<std::size_t>(limit));
}

}  // namespace chatter::chat
