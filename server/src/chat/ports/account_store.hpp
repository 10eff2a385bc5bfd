#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/task.hpp"
#include "chat/actor.hpp"
#include "chat/entities.hpp"

namespace chatter::chat {

/// An uploaded image as somebody's picture.
struct Avatar {
    ImageId image_id;
    std::string url;  // as it will be shown
};

/// What is to be different about a person; what is left out stays, what is empty inside is taken away.
struct ProfileChange {
    std::optional<std::string> display_name;
    std::optional<std::optional<Avatar>> avatar;
    std::optional<std::string> status_text;
    std::optional<ChosenPresence> chosen_presence;
    std::optional<std::optional<std::string>> email;
};

struct PasswordChange {
    UserId user_id;
    std::string old_hash;
    std::string new_hash;
    SessionId kept_session;
    Time at{};
    std::string address = {};  // whence it is changed, for the audit log
};

/// Port: how people keep their own accounts. Every call may also fail with Errc::busy or Errc::unavailable.
class AccountStore {
  public:
    virtual ~AccountStore() = default;

    /// Publishes UserUpdated, unless nothing is different. Errors: Errc::not_found (no such user),
    /// Errc::validation_failed (no such image).
    virtual Task<Result<User>> change_profile(UserId id, ProfileChange change) = 0;
    /// Ends the user's other sessions in the same transaction; publishes SessionRevoked for each of them.
    /// This and the next two are noted in the audit log. Errors: Errc::invalid_credentials (the hash is not
    /// the old one any more).
    virtual Task<Result<void>> change_password(PasswordChange change) = 0;
    /// Publishes SessionRevoked for each session that ends.
    virtual Task<Result<void>> revoke_other_sessions(Actor user, SessionId kept_session, Time now) = 0;
    /// Opens the session of somebody who knew the password of that hash. A change of the password ends the
    /// session or comes first, however close the two are. Errors: Errc::invalid_credentials (the hash is
    /// another by now), Errc::account_deactivated.
    virtual Task<Result<void>> open_session(Session session, std::string password_hash) = 0;
};

}  // namespace chatter::chat
