#pragma once

#include <optional>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "chat/entities.hpp"

namespace chatter::chat {

/// A session that is no more, whichever process has ended it.
struct SessionEnding {
    Time at;  // by the database's clock, when the transaction did it, which may commit later
    SessionId session_id;

    auto operator<=>(const SessionEnding&) const = default;
};

/// Port: which sessions have ended within the last day. Every call may fail with Errc::busy or
/// Errc::unavailable.
class SessionEndingStore {
  public:
    virtual ~SessionEndingStore() = default;

    virtual Task<Result<std::optional<SessionEnding>>> find_latest_ending() = 0;
    /// Those after `after`, in their order, at most `limit`.
    virtual Task<Result<std::vector<SessionEnding>>> list_endings(SessionEnding after, std::size_t limit) = 0;
};

}  // namespace chatter::chat
