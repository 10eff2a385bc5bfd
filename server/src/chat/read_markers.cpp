#include "chat/read_markers.hpp"

#include "chat/validation.hpp"

namespace chatter::chat {

Task<Result<ReadPosition>> ReadMarkers::mark_unread(UserId user_id, RoomId id, Seq seq, std::string origin) {
    Validation validation;
    if (seq < 1) validation.check("seq", "Must be that of a message.");
    if (auto valid = validation.result(); !valid) co_return std::unexpected(std::move(valid.error()));
    co_return co_await store_.mark_unread(user_id, id, seq, std::move(origin));
}

Task<Result<void>> ReadMarkers::mark_all_read(UserId user_id, std::string origin) {
    return store_.mark_all_read(user_id, std::move(origin));
}

}  // namespace chatter::chat
