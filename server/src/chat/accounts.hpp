#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "chat/ports/password_hasher.hpp"
#include "chat/ports/session_store.hpp"
#include "chat/ports/user_store.hpp"
#include "chat/token.hpp"

namespace chatter::chat {

enum class Registration : std::uint8_t { open, invite, closed };

struct Registering {
    std::string username;
    std::string password;
    std::optional<std::string> display_name;  // the username when left out
    std::optional<std::string> email;
    std::optional<std::string> invite_code = std::nullopt;  // counts where registration is not closed
};

/// The device a sign-in comes from.
struct Device {
    std::string user_agent;
    std::string address;
};

struct SignedIn {
    User user;
    Session session;
    std::string token;
};

/// Accounts and sessions: register, sign in, authenticate, end sessions. Threads: any worker.
class Accounts {
  public:
    Accounts(UserStore& users, SessionStore& sessions, PasswordHasher& passwords, TokenSigner& tokens,
             const Clock& clock, Random& random, Registration registration);

    /// Errors: Errc::validation_failed, Errc::username_taken, Errc::registration_closed.
    Task<Result<SignedIn>> register_user(Registering registering, Device device);
    /// Takes the same time for known and unknown names.
    /// Errors: Errc::invalid_credentials; Errc::account_deactivated, only after a right password.
    Task<Result<SignedIn>> sign_in(std::string username, std::string password, Device device);
    /// The session of a token that is genuine, not expired and not revoked. Errors: Errc::unauthorized.
    Task<Result<ActiveSession>> authenticate(std::string token);
    Task<Result<std::vector<Session>>> list_sessions(UserId user_id);
    /// Signing out is ending one's own session. Errors: Errc::not_found.
    Task<Result<void>> end_session(UserId user_id, SessionId session_id);
    /// Errors: Errc::validation_failed (query over 100 code points).
    Task<Result<std::vector<User>>> search_users(std::string query);
    /// Errors: Errc::not_found.
    Task<Result<User>> find_user(UserId id);

  private:
    Task<Result<SignedIn>> open_session(User user, Device device);

    UserStore& users_;
    SessionStore& sessions_;
    PasswordHasher& passwords_;
    TokenSigner& tokens_;
    const Clock& clock_;
    Random& random_;
    const Registration registration_;
};

}  // namespace chatter::chat
