#include "chat/administration.hpp"

#include "chat/characters.hpp"
#include "chat/errc.hpp"
#include "chat/validation.hpp"

namespace chatter::chat {

namespace {

constexpr std::int64_t users_limit_max = 200;
constexpr std::size_t made_password_characters = 20;

}  // namespace

Administration::Administration(AdministrationStore& store, UserStore& users, SessionStore& sessions,
                               PasswordHasher& passwords, const Clock& clock, Random& random)
    : store_(store),
      users_(users),
      sessions_(sessions),
      passwords_(passwords),
      clock_(clock),
      random_(random) {}

Task<Result<UserPage>> Administration::list_users(std::string query, std::string cursor, std::int64_t limit) {
    Validation validation;
    validation.check("query", complaint_about_search(query));
    if (limit < 1 || limit > users_limit_max) validation.check("limit", "Must be from 1 to 200.");
    if (!cursor.empty() && complaint_about_username(cursor))
        validation.check("cursor", "Must be one that this list has given.");
    if (auto valid = validation.result(); !valid) co_return std::unexpected(std::move(valid.error()));
    co_return co_await store_.list_users(std::string(trim_white_space(query)), std::move(cursor),
                                         static_cast<std::size_t>(limit));
}

Task<Result<User>> Administration::change(Actor actor, UserId id, UserChange change) {
    return store_.change_user(std::move(actor), id, change, clock_.now());
}

Task<Result<std::string>> Administration::reset_password(Actor actor, UserId id,
                                                         std::optional<std::string> password) {
    Validation validation;
    if (password) validation.check("password", complaint_about_password(*password));
    if (auto valid = validation.result(); !valid) co_return std::unexpected(std::move(valid.error()));
    auto chosen = password ? std::move(*password) : make_password(random_);
    auto hash = co_await passwords_.hash(chosen);
    if (!hash) co_return std::unexpected(std::move(hash.error()));
    const auto reset = co_await store_.reset_password(std::move(actor), id, std::move(*hash), clock_.now());
    if (!reset) co_return std::unexpected(reset.error());
    co_return chosen;
}

Task<Result<std::vector<Session>>> Administration::list_sessions(UserId id) {
    const auto user = co_await users_.find_user(id);
    if (!user) co_return std::unexpected(user.error());
    if (!*user) co_return fail(Errc::not_found, "There is no such user.");
    auto sessions = co_await sessions_.list_sessions(id);
    if (sessions) {
        const auto now = clock_.now();
        std::erase_if(*sessions, [now](const Session& session) { return session.expires_at <= now; });
    }
    co_return sessions;
}

Task<Result<void>> Administration::revoke_sessions(Actor actor, UserId id) {
    return store_.revoke_sessions(std::move(actor), id, clock_.now());
}

std::string make_password(Random& random) { return random_token(random, made_password_characters); }

}  // namespace chatter::chat
