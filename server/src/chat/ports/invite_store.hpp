#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "chat/actor.hpp"
#include "chat/entities.hpp"

namespace chatter::chat {

/// A link that lets whoever has it into a room, or register here, or both. It works while whoever made it may
/// still invite (permissions.hpp): into a room as Action::create_invite says, to register as an admin.
struct Invite {
    InviteId id;
    std::string code;  // a secret
    std::optional<RoomId> room_id;
    UserId creator_id;
    Time created_at;
    std::optional<Time> expires_at;
    std::optional<std::int64_t> uses_max;
    std::int64_t uses = 0;
    bool revoked = false;
};

/// What an invitation leads to.
struct InvitedTo {
    std::optional<Room> room;  // as the viewer sees it, who need not be in it
    std::optional<Time> expires_at;
};

/// Port: invitations. What `check` says of the room may fail every call, and Errc::busy and
/// Errc::unavailable; one that has expired, is used up, revoked, or whose maker may not invite any more, is
/// Errc::not_found.
class InviteStore {
  public:
    virtual ~InviteStore() = default;

    /// Without a room for admins only. `address` is whence its creator asks, for the audit log. Errors:
    /// Errc::room_archived, Errc::too_many_invites (100 of a room work).
    virtual Task<Result<Invite>> create_invite(Invite invite, std::string address) = 0;
    /// The latest 100 of the room, or those without one (for admins only), the newest first.
    virtual Task<Result<std::vector<Invite>>> list_invites(UserId viewer, std::optional<RoomId> room_id) = 0;
    /// Again is done already. Errors: Errc::not_found.
    virtual Task<Result<void>> revoke_invite(Actor actor, InviteId id, Time now) = 0;
    virtual Task<Result<InvitedTo>> find_invite(UserId viewer, std::string code, Time now) = 0;
    /// Counts as a use, unless the user is in the room already. Publishes RoomAdded and MemberJoined.
    /// Errors: Errc::not_found, Errc::room_archived.
    virtual Task<Result<Room>> join_by_invite(UserId user_id, std::string code, Time now) = 0;
};

}  // namespace chatter::chat
