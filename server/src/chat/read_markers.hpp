#pragma once

#include <string>

#include "chat/ports/read_marker_store.hpp"

namespace chatter::chat {

/// How far somebody has read, beyond Rooms::mark_read. Threads: any worker.
class ReadMarkers {
  public:
    /// `store` outlives this.
    explicit ReadMarkers(ReadMarkerStore& store) : store_(store) {}

    /// That message and what follows is unread again. Errors: Errc::validation_failed (seq below 1),
    /// Errc::not_found, Errc::forbidden.
    Task<Result<ReadPosition>> mark_unread(UserId user_id, RoomId id, Seq seq, std::string origin);
    Task<Result<void>> mark_all_read(UserId user_id, std::string origin);

  private:
    ReadMarkerStore& store_;
};

}  // namespace chatter::chat
