#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "chat/entities.hpp"

namespace chatter::chat {

struct NewRoom {
    RoomId id;
    RoomKind kind = RoomKind::public_room;
    std::string name;
    std::string topic;
    UserId creator_id;               // becomes owner
    std::vector<UserId> member_ids;  // others to add at once
    Time created_at;
};

struct CreatedRoom {
    Room room;             // as the creator sees it
    bool existed = false;  // a direct room of exactly these people was there already
};

struct MemberPage {
    std::vector<Member> members;
    std::optional<std::string> next_cursor;
};

/// Port: rooms and who is in them. `viewer` decides what exists: a private or direct room is Errc::not_found
/// to anyone outside it. Every call may also fail with Errc::busy or Errc::unavailable.
class RoomStore {
  public:
    virtual ~RoomStore() = default;

    /// Publishes RoomAdded to each member. For `direct`, the room of the same set of people is given back
    /// instead. Errors: Errc::room_name_taken (public rooms, any case), Errc::validation_failed (an unknown
    /// user id), Errc::blocked (a direct room of two, of whom one has blocked the other).
    virtual Task<Result<CreatedRoom>> create_room(NewRoom room) = 0;
    /// The viewer's rooms, the one with the latest message (else the latest made) first.
    virtual Task<Result<std::vector<Room>>> list_rooms(UserId viewer) = 0;
    /// The same, with all that anybody's events have told: no replica's.
    virtual Task<Result<std::vector<Room>>> list_rooms_now(UserId viewer) = 0;
    /// Ids of the viewer's rooms. Errors: Errc::unauthorized when `session` is not live any more.
    virtual Task<Result<std::vector<RoomId>>> list_room_ids(UserId viewer, SessionId session) = 0;
    /// Public rooms whose name or topic holds `query` (any case), the most people first.
    virtual Task<Result<std::vector<Room>>> discover_rooms(UserId viewer, std::string query,
                                                           std::size_t limit) = 0;
    virtual Task<Result<Room>> find_room(UserId viewer, RoomId id) = 0;
    /// Joining twice is joining once. Publishes RoomAdded and MemberJoined.
    /// Errors: Errc::not_found, Errc::room_archived, Errc::direct_room_closed.
    virtual Task<Result<Room>> join_room(UserId user_id, RoomId id, Time now) = 0;
    /// Leaving a room one is not in is done already. Publishes MemberLeft and RoomRemoved.
    /// Errors: Errc::not_found, Errc::last_owner while others remain.
    virtual Task<Result<void>> leave_room(UserId user_id, RoomId id) = 0;
    virtual Task<Result<MemberPage>> list_members(UserId viewer, RoomId id, std::string cursor,
                                                  std::size_t limit) = 0;
    /// Moves the marker up to `seq`, at most to the room's end, never back. Publishes ReadMarkerMoved if it
    /// moved. Errors: Errc::not_found; Errc::forbidden when the viewer sees the room but is not in it.
    virtual Task<Result<ReadPosition>> move_read_marker(UserId user_id, RoomId id, Seq seq,
                                                        std::string origin) = 0;
};

}  // namespace chatter::chat
