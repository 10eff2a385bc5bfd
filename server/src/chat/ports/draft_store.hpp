#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "chat/entities.hpp"

namespace chatter::chat {

struct DraftChange {
    UserId user_id;
    RoomId room_id;
    std::string content;       // empty: there is no draft any more
    std::int64_t version = 0;  // the one last seen
    Time at;
    std::string origin;  // as in ReadMarkerMoved
};

/// What is kept now.
struct KeptDraft {
    Draft draft;
    bool conflict = false;  // it has another version than the one last seen: nothing was changed
};

/// Port: drafts, one for each user and room. Only while the user is in the room: every call that names one
/// may fail with what `check` says of Action::keep_draft, and each with Errc::busy or Errc::unavailable.
class DraftStore {
  public:
    virtual ~DraftStore() = default;

    /// Those that are not empty, the last changed first.
    virtual Task<Result<std::vector<Draft>>> list_drafts(UserId user_id) = 0;
    /// Also one that is empty, whose version a client must know to write again.
    virtual Task<Result<Draft>> find_draft(UserId user_id, RoomId room_id) = 0;
    /// Publishes DraftChanged, unless it said the same already. Errors: Errc::too_many_drafts.
    virtual Task<Result<KeptDraft>> keep_draft(DraftChange change) = 0;
};

}  // namespace chatter::chat
