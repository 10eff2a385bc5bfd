#include "chat/accounts.hpp"

#include "base/log.hpp"
#include "base/text.hpp"
#include "chat/characters.hpp"
#include "chat/errc.hpp"
#include "chat/usernames.hpp"
#include "chat/validation.hpp"

namespace chatter::chat {

namespace {

using namespace std::chrono_literals;

constexpr auto session_lifetime = std::chrono::days(30);
/// How stale `last_used_at` may be: not every request is worth a write.
constexpr auto touch_interval = 60s;
constexpr std::size_t users_found_max = 50;
constexpr std::size_t user_agent_code_points_max = 512;

/// The fields as they will be kept: names trimmed and in their case, an empty e-mail address left out.
Registering normalise(Registering registering) {
    registering.username = fold_username(registering.username);
    if (!registering.display_name) registering.display_name = registering.username;
    if (count_code_points(*registering.display_name))
        registering.display_name = std::string(trim_white_space(*registering.display_name));
    if (registering.email && registering.email->empty()) registering.email.reset();
    return registering;
}

Result<void> validate(const Registering& registering) {
    Validation validation;
    validation.check("username", complaint_about_username(registering.username));
    validation.check("password", complaint_about_password(registering.password));
    // A display name that was left out is the username, and one complaint about that is enough.
    if (registering.display_name != registering.username)
        validation.check("displayName", complaint_about_display_name(*registering.display_name));
    if (registering.email) validation.check("email", complaint_about_email(*registering.email));
    return validation.result();
}

Error wrong_credentials() {
    return Error(Errc::invalid_credentials, "The username or the password is wrong.");
}

Error wrong_current_password() {
    return Error(Errc::validation_failed, "Some fields are not valid.",
                 {{"currentPassword", "This is not your password."}});
}

}  // namespace

Accounts::Accounts(UserStore& users, SessionStore& sessions, AccountStore& accounts, AuditStore& audit,
                   PasswordHasher& passwords, TokenSigner& tokens, const Clock& clock, Random& random,
                   Registration registration)
    : users_(users),
      sessions_(sessions),
      accounts_(accounts),
      audit_(audit),
      passwords_(passwords),
      tokens_(tokens),
      clock_(clock),
      random_(random),
      registration_(registration) {}

Task<Result<Registration>> Accounts::registration() {
    if (registration_ == Registration::open || has_users_) co_return registration_;
    const auto anybody = co_await users_.search_users({}, 1);
    if (!anybody) co_return std::unexpected(anybody.error());
    if (anybody->empty()) co_return Registration::open;
    has_users_ = true;
    co_return registration_;
}

Task<Result<SignedIn>> Accounts::register_user(Registering registering, Device device) {
    auto valid_fields = normalise(std::move(registering));
    if (auto valid = validate(valid_fields); !valid) co_return std::unexpected(std::move(valid.error()));
    auto hash = co_await passwords_.hash(std::move(valid_fields.password));
    if (!hash) co_return std::unexpected(std::move(hash.error()));

    const auto now = clock_.now();
    NewUser new_user{.id = UserId::make(now, random_),
                     .username = std::move(valid_fields.username),
                     .display_name = std::move(*valid_fields.display_name),
                     .email = std::move(valid_fields.email),
                     .password_hash = std::move(*hash),
                     .created_at = now,
                     .only_if_first = registration_ != Registration::open,
                     .invite_code = {},
                     .address = device.address};
    if (registration_ != Registration::closed) new_user.invite_code = std::move(valid_fields.invite_code);
    auto user = co_await users_.create_user(std::move(new_user));
    if (!user) co_return std::unexpected(std::move(user.error()));
    auto session = make_session(user->id, std::move(device));
    const auto stored = co_await sessions_.create_session(session);
    if (!stored) co_return std::unexpected(stored.error());
    co_return let_in(std::move(*user), std::move(session));
}

Task<Result<SignedIn>> Accounts::sign_in(std::string username, std::string password, Device device) {
    username = fold_username(username);
    auto credentials = co_await users_.find_credentials(username);
    if (!credentials) co_return std::unexpected(std::move(credentials.error()));
    std::optional<UserId> user_id;
    if (*credentials) user_id = (*credentials)->user.id;
    // An unknown name costs a verification too, or the time would tell which names exist.
    auto encoded = *credentials ? (*credentials)->password_hash : std::string();
    const auto right = co_await passwords_.verify(std::move(password), encoded);
    if (!right) co_return std::unexpected(right.error());
    const bool welcome = user_id && *right && !(*credentials)->user.deactivated;
    if (!welcome)
        co_await note(failed_.count(username, user_id, device.address, clock_.now()));
    else
        co_await note(failed_.take_due(clock_.now()));
    if (!user_id || !*right) co_return std::unexpected(wrong_credentials());
    if (!welcome) co_return fail(Errc::account_deactivated, "This account has been deactivated.");

    auto session = make_session(*user_id, std::move(device));
    const auto stored = co_await accounts_.open_session(session, std::move(encoded));
    if (!stored && stored.error().code == make_error_code(Errc::invalid_credentials))
        co_return std::unexpected(wrong_credentials());
    if (!stored) co_return std::unexpected(stored.error());
    co_return let_in(std::move((*credentials)->user), std::move(session));
}

Task<void> Accounts::note(std::vector<FailedSignIns> failed) {
    if (failed.empty()) co_return;
    const auto noted = co_await audit_.note_failed_sign_ins(std::move(failed), clock_.now());
    if (!noted) log::warn("Failed sign-ins could not be noted.", {{"cause", noted.error().detail}});
}

Session Accounts::make_session(UserId user_id, Device device) {
    const auto now = clock_.now();
    return {.id = SessionId::make(now, random_),
            .user_id = user_id,
            .created_at = now,
            .last_used_at = now,
            .expires_at = now + session_lifetime,
            .user_agent = std::string(prefix_code_points(device.user_agent, user_agent_code_points_max)),
            .address = std::move(device.address)};
}

SignedIn Accounts::let_in(User user, Session session) const {
    const TokenClaims claims{.user_id = user.id,
                             .session_id = session.id,
                             .issued_at = std::chrono::floor<std::chrono::seconds>(session.created_at),
                             .expires_at = std::chrono::floor<std::chrono::seconds>(session.expires_at)};
    auto token = tokens_.sign(claims);
    return {.user = std::move(user), .session = std::move(session), .token = std::move(token)};
}

Task<Result<ActiveSession>> Accounts::authenticate(std::string token) {
    const auto now = clock_.now();
    const auto claims = tokens_.verify(token, now);
    if (!claims) co_return fail(Errc::unauthorized, "Sign in first.");
    auto found = co_await sessions_.find_session(claims->session_id);
    if (!found) co_return std::unexpected(std::move(found.error()));
    if (!*found || (*found)->user.id != claims->user_id || (*found)->session.expires_at <= now)
        co_return fail(Errc::unauthorized, "Your session has ended. Sign in again.");

    auto active = std::move(**found);
    if (now - active.session.last_used_at >= touch_interval) {
        // When the session was last used is for information only: the request goes on without it.
        const auto touched = co_await sessions_.touch_session(active.session.id, now);
        if (touched) active.session.last_used_at = now;
    }
    co_return active;
}

Task<Result<std::vector<Session>>> Accounts::list_sessions(UserId user_id) {
    auto sessions = co_await sessions_.list_sessions(user_id);
    if (sessions) {
        const auto now = clock_.now();
        std::erase_if(*sessions, [now](const Session& session) { return session.expires_at <= now; });
    }
    co_return sessions;
}

Task<Result<void>> Accounts::end_session(Actor user, SessionId session_id) {
    return sessions_.revoke_session(std::move(user), session_id, clock_.now());
}

Task<Result<void>> Accounts::end_other_sessions(Actor user, SessionId kept_session) {
    return accounts_.revoke_other_sessions(std::move(user), kept_session, clock_.now());
}

Task<Result<void>> Accounts::change_password(User user, SessionId kept_session, std::string current,
                                             std::string wanted, std::string address) {
    Validation validation;
    validation.check("newPassword", complaint_about_password(wanted));
    if (auto valid = validation.result(); !valid) co_return std::unexpected(std::move(valid.error()));
    auto credentials = co_await users_.find_credentials(user.username);
    if (!credentials) co_return std::unexpected(std::move(credentials.error()));
    auto encoded = *credentials ? (*credentials)->password_hash : std::string();
    const auto right = co_await passwords_.verify(std::move(current), encoded);
    if (!right) co_return std::unexpected(right.error());
    if (!*right) co_return std::unexpected(wrong_current_password());

    auto hash = co_await passwords_.hash(std::move(wanted));
    if (!hash) co_return std::unexpected(std::move(hash.error()));
    PasswordChange change{.user_id = user.id,
                          .old_hash = std::move(encoded),
                          .new_hash = std::move(*hash),
                          .kept_session = kept_session,
                          .at = clock_.now(),
                          .address = std::move(address)};
    auto changed = co_await accounts_.change_password(std::move(change));
    // It has been changed elsewhere while this was hashed.
    if (!changed && changed.error().code == make_error_code(Errc::invalid_credentials))
        co_return std::unexpected(wrong_current_password());
    co_return changed;
}

Task<Result<std::vector<User>>> Accounts::search_users(std::string query) {
    Validation validation;
    validation.check("query", complaint_about_search(query));
    if (auto valid = validation.result(); !valid) co_return std::unexpected(std::move(valid.error()));
    co_return co_await users_.search_users(std::string(trim_white_space(query)), users_found_max);
}

Task<Result<User>> Accounts::find_user(UserId id) {
    auto user = co_await users_.find_user(id);
    if (!user) co_return std::unexpected(std::move(user.error()));
    if (!*user) co_return fail(Errc::not_found, "There is no such user.");
    co_return std::move(**user);
}

}  // namespace chatter::chat
