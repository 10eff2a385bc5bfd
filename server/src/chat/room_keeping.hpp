#pragma once

#include "base/time.hpp"
#include "chat/ports/room_keeping_store.hpp"

namespace chatter::chat {

/// How a room is kept in order: its name and settings, who is in it and as what. Threads: any worker.
class RoomKeeping {
  public:
    RoomKeeping(RoomKeepingStore& store, const Clock& clock);

    /// Errors: those of the port, Errc::validation_failed.
    Task<Result<Room>> change(Actor actor, RoomId id, RoomChange change);
    Task<Result<void>> remove(Actor actor, RoomId id);
    Task<Result<Member>> put_member(Actor actor, RoomId id, UserId user_id, std::optional<MemberRole> role);
    Task<Result<void>> remove_member(Actor actor, RoomId id, UserId user_id);
    Task<Result<Membership>> change_notifications(UserId user_id, RoomId id, NotificationChange change);

  private:
    RoomKeepingStore& store_;
    const Clock& clock_;
};

}  // namespace chatter::chat
