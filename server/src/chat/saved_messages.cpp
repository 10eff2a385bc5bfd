#include "chat/saved_messages.hpp"

#include <charconv>

#include "chat/validation.hpp"

namespace chatter::chat {

namespace {

constexpr std::int64_t limit_max = 100;
constexpr std::int64_t limit_default = 50;
constexpr char separator = '.';

}  // namespace

std::string to_cursor(const SavedPlace& place) {
    return std::to_string(place.saved_at.time_since_epoch().count()) + separator +
           place.message_id.to_string();
}

std::optional<SavedPlace> parse_saved_cursor(std::string_view text) {
    const auto end = text.find(separator);
    if (end == std::string_view::npos) return std::nullopt;
    std::int64_t milliseconds = 0;
    const auto [rest, failure] = std::from_chars(text.data(), text.data() + end, milliseconds);
    if (failure != std::errc() || rest != text.data() + end) return std::nullopt;
    const auto message_id = MessageId::parse(text.substr(end + 1));
    if (!message_id) return std::nullopt;
    return SavedPlace{.saved_at = Time(std::chrono::milliseconds(milliseconds)), .message_id = *message_id};
}

MessageTarget SavedMessages::target(UserId user, const MessageName& name) const {
    return {.user_id = user, .room_id = name.room_id, .message_id = name.message_id, .at = clock_.now()};
}

Task<Result<void>> SavedMessages::save(UserId user, MessageName name) {
    return store_.save_message(target(user, name));
}

Task<Result<void>> SavedMessages::remove(UserId user, MessageName name) {
    return store_.unsave_message(target(user, name));
}

Task<Result<SavedPage>> SavedMessages::list(UserId viewer, std::optional<std::string> before,
                                            std::optional<std::int64_t> limit) {
    Validation validation;
    const auto place = before ? parse_saved_cursor(*before) : std::nullopt;
    if (before && !place) validation.check("before", "Must be a nextBefore that was given out.");
    const auto count = limit.value_or(limit_default);
    if (count < 1 || count > limit_max) validation.check("limit", "Must be from 1 to 100.");
    if (auto valid = validation.result(); !valid) co_return std::unexpected(std::move(valid.error()));
    co_return co_await store_.list_saved_messages(viewer, place, static_cast<std::size_t>(count));
}

}  // namespace chatter::chat
