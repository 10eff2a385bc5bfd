#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/task.hpp"
#include "chat/actor.hpp"
#include "chat/entities.hpp"

namespace chatter::chat {

/// What is to be different about a room; what is left out stays.
struct RoomChange {
    std::optional<std::string> name;
    std::optional<std::string> topic;
    std::optional<bool> archived;
    std::optional<PostingPolicy> posting;
};

struct NotificationChange {
    std::optional<NotificationLevel> level;
    std::optional<bool> muted;
};

/// Port: how a room is kept in order. Who may is decided by the table of permissions (permissions.hpp) in the
/// same transaction: every call may fail with what `check` says, and with Errc::busy or Errc::unavailable. A
/// change that changes nothing publishes nothing. What the audit log wants to know (audit.hpp) is noted
/// there.
class RoomKeepingStore {
  public:
    virtual ~RoomKeepingStore() = default;

    /// Publishes RoomUpdated. Errors: Errc::room_name_taken; Errc::room_archived, unless it is taken out of
    /// the archive.
    virtual Task<Result<Room>> change_room(Actor actor, RoomId id, RoomChange change, Time now) = 0;
    /// Nobody is in it any more or sees it, and its name is free. Publishes RoomDeleted.
    virtual Task<Result<void>> delete_room(Actor actor, RoomId id, Time now) = 0;
    /// Adds somebody, as a plain member without `role`, or changes the role of a member. Publishes RoomAdded
    /// and MemberJoined, or MemberUpdated. Errors: Errc::not_found (no such room or user),
    /// Errc::room_archived, Errc::last_owner (while others remain).
    virtual Task<Result<Member>> put_member(Actor actor, RoomId id, UserId user_id,
                                            std::optional<MemberRole> role, Time now) = 0;
    /// Removing oneself is leaving; removing who is not in it is done already. Publishes MemberLeft and
    /// RoomRemoved. Errors: Errc::last_owner.
    virtual Task<Result<void>> remove_member(Actor actor, RoomId id, UserId user_id, Time now) = 0;
    /// Of one's own membership. Publishes ReadMarkerMoved.
    virtual Task<Result<Membership>> change_notifications(UserId user_id, RoomId id,
                                                          NotificationChange change) = 0;
};

}  // namespace chatter::chat
