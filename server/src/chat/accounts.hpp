#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "chat/failed_sign_ins.hpp"
#include "chat/ports/account_store.hpp"
#include "chat/ports/audit_store.hpp"
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
    Accounts(UserStore& users, SessionStore& sessions, AccountStore& accounts, AuditStore& audit,
             PasswordHasher& passwords, TokenSigner& tokens, const Clock& clock, Random& random,
             Registration registration);

    /// Who may register now. While nobody is here yet the first one may, whatever is configured.
    Task<Result<Registration>> registration();
    /// Errors: Errc::validation_failed, Errc::username_taken, Errc::registration_closed.
    Task<Result<SignedIn>> register_user(Registering registering, Device device);
    /// Takes the same time for known and unknown names.
    /// Errors: Errc::invalid_credentials; Errc::account_deactivated, only after a right password.
    Task<Result<SignedIn>> sign_in(std::string username, std::string password, Device device);
    /// The session of a token that is genuine, not expired and not revoked. Errors: Errc::unauthorized.
    Task<Result<ActiveSession>> authenticate(std::string token);
    Task<Result<std::vector<Session>>> list_sessions(UserId user_id);
    /// Signing out is ending one's own session. Errors: Errc::not_found.
    Task<Result<void>> end_session(Actor user, SessionId session_id);
    /// All of the user's but this one.
    Task<Result<void>> end_other_sessions(Actor user, SessionId kept_session);
    /// Ends the user's other sessions. Errors: Errc::validation_failed (also when `current` is not the
    /// password).
    Task<Result<void>> change_password(User user, SessionId kept_session, std::string current,
                                       std::string wanted, std::string address);
    /// Errors: Errc::validation_failed (query over 100 code points).
    Task<Result<std::vector<User>>> search_users(std::string query);
    /// Errors: Errc::not_found.
    Task<Result<User>> find_user(UserId id);

  private:
    [[nodiscard]] Session make_session(UserId user_id, Device device);
    [[nodiscard]] SignedIn let_in(User user, Session session) const;
    /// Tells the audit log, if it can be told: the sign-in goes on without it.
    Task<void> note(std::vector<FailedSignIns> failed);

    UserStore& users_;
    SessionStore& sessions_;
    AccountStore& accounts_;
    AuditStore& audit_;
    PasswordHasher& passwords_;
    TokenSigner& tokens_;
    const Clock& clock_;
    Random& random_;
    const Registration registration_;
    std::atomic<bool> has_users_ = false;  // as soon as that is known; it stays so
    FailedSignInCounter failed_;
};

}  // namespace chatter::chat
