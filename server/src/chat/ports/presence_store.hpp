#pragma once

#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "chat/presence.hpp"

namespace chatter::chat {

/// Port: what is kept of presence, and from whom it is hidden. Every call may fail with Errc::busy or
/// Errc::unavailable.
class PresenceStore {
  public:
    virtual ~PresenceStore() = default;

    /// Everybody who has blocked the viewer.
    virtual Task<Result<std::vector<UserId>>> list_blockers(UserId viewer) = 0;
    /// Of those among `ids` who ever were seen.
    virtual Task<Result<std::vector<LastSeen>>> read_last_seen(std::vector<UserId> ids) = 0;
    /// All in one transaction. Never moves anybody's back; who does not exist is left out.
    virtual Task<Result<void>> keep_last_seen(std::vector<LastSeen> seen) = 0;
};

}  // namespace chatter::chat
