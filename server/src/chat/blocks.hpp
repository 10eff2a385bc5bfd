#pragma once

#include <vector>

#include "base/time.hpp"
#include "chat/ports/block_store.hpp"

namespace chatter::chat {

/// Whom somebody wants to hear nothing of in private: where two are alone in a direct room, the blocked one
/// neither writes, edits nor reacts, is not seen typing, and neither of the two begins such a room. Threads:
/// any worker.
class Blocks {
  public:
    Blocks(BlockStore& store, const Clock& clock) : store_(store), clock_(clock) {}

    /// Errors: those of the port, Errc::validation_failed (oneself).
    Task<Result<void>> block(UserId blocker, UserId other);
    Task<Result<void>> unblock(UserId blocker, UserId other);
    Task<Result<std::vector<User>>> list(UserId blocker);
    /// Of a member of the room. Errors: Errc::not_found.
    Task<Result<Hearing>> find_hearing(UserId user_id, RoomId room_id);

  private:
    BlockStore& store_;
    const Clock& clock_;
};

}  // namespace chatter::chat
