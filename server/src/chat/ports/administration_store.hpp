#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "chat/actor.hpp"
#include "chat/entities.hpp"

namespace chatter::chat {

/// What is to be different about a user; what is left out stays.
struct UserChange {
    std::optional<UserRole> role;
    std::optional<bool> deactivated;
};

struct UserPage {
    std::vector<User> users;
    std::optional<std::string> next_cursor;
};

/// Port: what admins do to the people of this server. That `actor` is one is asked in the transaction that
/// acts: every call with one may fail with Errc::forbidden; and with Errc::not_found (no such user),
/// Errc::busy, Errc::unavailable. Each is noted in the audit log (audit.hpp).
class AdministrationStore {
  public:
    virtual ~AdministrationStore() = default;

    /// Those whose username, display name or email holds `query` (any case), the deactivated ones too, by
    /// username; after the username `cursor`.
    virtual Task<Result<UserPage>> list_users(std::string query, std::string cursor, std::size_t limit) = 0;
    /// Publishes UserUpdated. Deactivating ends all sessions: publishes SessionRevoked for each. Errors:
    /// Errc::last_admin, when no active admin would be left.
    virtual Task<Result<User>> change_user(Actor actor, UserId id, UserChange change, Time now) = 0;
    /// Ends all sessions too.
    virtual Task<Result<void>> reset_password(Actor actor, UserId id, std::string password_hash,
                                              Time now) = 0;
    /// All of them.
    virtual Task<Result<void>> revoke_sessions(Actor actor, UserId id, Time now) = 0;
};

}  // namespace chatter::chat
