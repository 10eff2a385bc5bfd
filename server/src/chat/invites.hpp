#pragma once

#include <cstdint>

#include "base/random.hpp"
#include "base/time.hpp"
#include "chat/ports/invite_store.hpp"

namespace chatter::chat {

struct InviteDraft {
    std::optional<RoomId> room_id;
    std::optional<std::int64_t> expires_in_seconds;  // one minute to a year; never when left out
    std::optional<std::int64_t> uses_max;            // 1 to 100,000; any number when left out
};

/// Invitations into rooms and to register. Threads: any worker.
class Invites {
  public:
    Invites(InviteStore& store, const Clock& clock, Random& random);

    /// Errors: those of the port, Errc::validation_failed.
    Task<Result<Invite>> create(Actor creator, InviteDraft draft);
    Task<Result<std::vector<Invite>>> list(UserId viewer, std::optional<RoomId> room_id);
    Task<Result<void>> revoke(Actor actor, InviteId id);
    Task<Result<InvitedTo>> find(UserId viewer, std::string code);
    Task<Result<Room>> join(UserId user_id, std::string code);

  private:
    InviteStore& store_;
    const Clock& clock_;
    Random& random_;
};

}  // namespace chatter::chat
