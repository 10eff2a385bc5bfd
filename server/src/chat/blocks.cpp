#include "chat/blocks.hpp"

#include "chat/validation.hpp"

namespace chatter::chat {

Task<Result<void>> Blocks::block(UserId blocker, UserId other) {
    Validation validation;
    if (blocker == other) validation.check("id", "Must be somebody else.");
    if (auto valid = validation.result(); !valid) co_return std::unexpected(std::move(valid.error()));
    co_return co_await store_.block_user(blocker, other, clock_.now());
}

Task<Result<void>> Blocks::unblock(UserId blocker, UserId other) {
    return store_.unblock_user(blocker, other);
}

Task<Result<std::vector<User>>> Blocks::list(UserId blocker) { return store_.list_blocked(blocker); }

Task<Result<Hearing>> Blocks::find_hearing(UserId user_id, RoomId room_id) {
    return store_.find_hearing(user_id, room_id);
}

}  // namespace chatter::chat
