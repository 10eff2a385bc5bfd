#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "chat/ports/administration_store.hpp"
#include "chat/ports/password_hasher.hpp"
#include "chat/ports/session_store.hpp"
#include "chat/ports/user_store.hpp"

namespace chatter::chat {

/// What admins do to the people of this server. Threads: any worker.
class Administration {
  public:
    /// All of them outlive this.
    Administration(AdministrationStore& store, UserStore& users, SessionStore& sessions,
                   PasswordHasher& passwords, const Clock& clock, Random& random);

    /// For admins: the edges see to that. Errors: Errc::validation_failed (query over 100 code points, limit
    /// outside 1–200, foreign cursor).
    Task<Result<UserPage>> list_users(std::string query, std::string cursor, std::int64_t limit);
    /// Errors: those of the port.
    Task<Result<User>> change(Actor actor, UserId id, UserChange change);
    /// Gives back the new password: the one given, else one that is made. Errors: those of the port,
    /// Errc::validation_failed.
    Task<Result<std::string>> reset_password(Actor actor, UserId id, std::optional<std::string> password);
    /// For admins: the edges see to that. Errors: Errc::not_found.
    Task<Result<std::vector<Session>>> list_sessions(UserId id);
    /// Errors: those of the port.
    Task<Result<void>> revoke_sessions(Actor actor, UserId id);

  private:
    AdministrationStore& store_;
    UserStore& users_;
    SessionStore& sessions_;
    PasswordHasher& passwords_;
    const Clock& clock_;
    Random& random_;
};

/// 120 random bits that can be typed.
[[nodiscard]] std::string make_password(Random& random);

}  // namespace chatter::chat
