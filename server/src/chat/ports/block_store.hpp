#pragma once

#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "chat/entities.hpp"

namespace chatter::chat {

/// How many people one may block.
inline constexpr std::int64_t blocks_max = 1000;

/// Whether others hear what somebody does in a room that they are in.
struct Hearing {
    bool direct = false;   // the room is; only there may it change
    bool blocked = false;  // they are alone with somebody who has blocked them, or is deactivated
};

/// Port: who wants to hear nothing in private of whom. Every call may also fail with Errc::busy or
/// Errc::unavailable.
class BlockStore {
  public:
    virtual ~BlockStore() = default;

    /// Again is done already. Publishes BlockUpdated. Errors: Errc::not_found (no such user),
    /// Errc::too_many_blocks.
    virtual Task<Result<void>> block_user(UserId blocker, UserId other, Time now) = 0;
    /// Whoever is not blocked stays so. Publishes BlockUpdated. Errors: Errc::not_found (no such user).
    virtual Task<Result<void>> unblock_user(UserId blocker, UserId other) = 0;
    /// Those whom the user has blocked, the latest first.
    virtual Task<Result<std::vector<User>>> list_blocked(UserId blocker) = 0;
    /// Errors: Errc::not_found.
    virtual Task<Result<Hearing>> find_hearing(UserId user_id, RoomId room_id) = 0;
};

}  // namespace chatter::chat
