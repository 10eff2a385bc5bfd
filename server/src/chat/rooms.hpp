#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "chat/ports/room_store.hpp"

namespace chatter::chat {

struct RoomDraft {
    RoomKind kind = RoomKind::public_room;
    std::optional<std::string> name;
    std::optional<std::string> topic;
    std::vector<UserId> user_ids;
};

/// Rooms: make, find, join, leave, mark as read. Threads: any worker.
class Rooms {
  public:
    Rooms(RoomStore& rooms, const Clock& clock, Random& random);

    /// Errors: Errc::validation_failed, Errc::room_name_taken.
    Task<Result<CreatedRoom>> create(UserId creator, RoomDraft draft);
    Task<Result<std::vector<Room>>> list(UserId viewer);
    /// The same, with all that anybody's events have told, for whoever hears events from now on.
    Task<Result<std::vector<Room>>> list_now(UserId viewer);
    Task<Result<std::vector<RoomId>>> list_ids(UserId viewer, SessionId session);
    Task<Result<std::vector<Room>>> discover(UserId viewer, std::string query);
    Task<Result<Room>> find(UserId viewer, RoomId id);
    Task<Result<Room>> join(UserId user_id, RoomId id);
    Task<Result<void>> leave(UserId user_id, RoomId id);
    /// Errors: Errc::validation_failed (limit outside 1–200, foreign cursor), Errc::not_found.
    Task<Result<MemberPage>> list_members(UserId viewer, RoomId id, std::string cursor, std::int64_t limit);
    /// Errors: Errc::validation_failed (seq below 0), Errc::not_found, Errc::forbidden.
    Task<Result<ReadPosition>> mark_read(UserId user_id, RoomId id, Seq seq, std::string origin);

  private:
    RoomStore& rooms_;
    const Clock& clock_;
    Random& random_;
};

}  // namespace chatter::chat
