#pragma once

#include <string>

#include "base/result.hpp"
#include "base/task.hpp"
#include "chat/entities.hpp"

namespace chatter::chat {

/// Port: how far somebody has read, beyond RoomStore::move_read_marker. Publishes ReadMarkerMoved for each
/// marker that moved; `origin` as there. Every call may also fail with Errc::busy or Errc::unavailable.
class ReadMarkerStore {
  public:
    virtual ~ReadMarkerStore() = default;

    /// Puts the marker just before `seq`, be it down or up, at most at the room's end. Errors:
    /// Errc::not_found, Errc::forbidden when the user sees the room but is not in it.
    virtual Task<Result<ReadPosition>> mark_unread(UserId user_id, RoomId id, Seq seq,
                                                   std::string origin) = 0;
    /// Moves the user's markers to the ends of all their rooms, in one transaction.
    virtual Task<Result<void>> mark_all_read(UserId user_id, std::string origin) = 0;
};

}  // namespace chatter::chat
