#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "chat/ports/draft_store.hpp"

namespace chatter::chat {

/// Of one user, that are not empty.
inline constexpr std::int64_t drafts_max = 200;

/// What somebody has begun to write, the same on all their devices. Sending a message leaves the draft alone:
/// who sends it empties it. Threads: any worker.
class Drafts {
  public:
    /// Both outlive this.
    Drafts(DraftStore& store, const Clock& clock) : store_(store), clock_(clock) {}

    Task<Result<std::vector<Draft>>> list(UserId user);
    /// Errors: Errc::not_found, Errc::forbidden when the user sees the room but is not in it.
    Task<Result<Draft>> find(UserId user, RoomId room_id);
    /// `version` is the one last seen, 0 for none: what was written elsewhere since is never overwritten.
    /// Errors: as `find`, Errc::validation_failed (over 4,000 code points), Errc::too_many_drafts.
    Task<Result<KeptDraft>> keep(UserId user, RoomId room_id, std::string content, std::int64_t version,
                                 std::string origin);

  private:
    DraftStore& store_;
    const Clock& clock_;
};

}  // namespace chatter::chat
