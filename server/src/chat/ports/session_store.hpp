#pragma once

#include <optional>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "chat/actor.hpp"
#include "chat/entities.hpp"

namespace chatter::chat {

/// A live session and its user.
struct ActiveSession {
    Session session;
    User user;
};

/// Port: who is signed in, and where. Every call may also fail with Errc::busy or Errc::unavailable.
class SessionStore {
  public:
    virtual ~SessionStore() = default;

    /// Of somebody who has just registered. Errors: Errc::account_deactivated.
    virtual Task<Result<void>> create_session(Session session) = 0;
    /// Nothing when the session is revoked or unknown, or its user deactivated.
    virtual Task<Result<std::optional<ActiveSession>>> find_session(SessionId id) = 0;
    /// The live ones, most recently used first.
    virtual Task<Result<std::vector<Session>>> list_sessions(UserId user_id) = 0;
    /// One's own; noted in the audit log. Publishes SessionRevoked. Errors: Errc::not_found when the user has
    /// no such live session.
    virtual Task<Result<void>> revoke_session(Actor user, SessionId id, Time now) = 0;
    virtual Task<Result<void>> touch_session(SessionId id, Time last_used_at) = 0;
};

}  // namespace chatter::chat
