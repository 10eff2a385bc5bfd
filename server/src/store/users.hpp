// Who exists, the same in every store. `Db` is a store's Connection; each function works inside the
// transaction of whoever calls.
#pragma once

#include "chat/errc.hpp"
#include "chat/ports/user_store.hpp"
#include "store/case_folding.hpp"
#include "store/queries.hpp"
#include "store/room_views.hpp"
#include "store/storable_text.hpp"

namespace chatter::store {

template <class Db>
bool has_users(Db& db) {
    typename Db::Query query(db, sql::any_user);
    return query.next() && take<bool>(query);
}

/// The first user becomes admin. Whether there is one is asked by `is_anybody_registered` beside the store's
/// Connection, which keeps other registrations waiting where several may run at once.
/// Errors: chat Errc::registration_closed, chat Errc::username_taken.
template <class Db>
Result<chat::User> create_user(Db& db, const chat::NewUser& user) {
    const bool first = !is_anybody_registered(db);
    if (user.only_if_first && !first)
        return fail(chat::Errc::registration_closed, "Registration is closed here.");
    const auto role = first ? chat::UserRole::admin : chat::UserRole::member;
    run(db, sql::insert_user, user.id, user.username, user.display_name, fold_case(user.display_name),
        user.email, role, user.password_hash, user.created_at);
    if (db.changes() == 0) return fail(chat::Errc::username_taken, "This username is taken.");
    return chat::User{.id = user.id,
                      .username = user.username,
                      .display_name = user.display_name,
                      .avatar_url = {},
                      .email = user.email,
                      .role = role,
                      .created_at = user.created_at,
                      .deactivated = false,
                      .status_text = {},
                      .chosen_presence = chat::ChosenPresence::automatic};
}

template <class Db>
std::optional<chat::Credentials> find_credentials(Db& db, const std::string& username) {
    if (!is_storable_text(username)) return std::nullopt;
    typename Db::Query query(db, sql::find_credentials, username);
    if (!query.next()) return std::nullopt;
    chat::Credentials credentials;
    credentials.user = read_user(query);
    credentials.password_hash = take<std::string>(query);
    return credentials;
}

template <class Db>
std::optional<chat::User> find_user(Db& db, chat::UserId id) {
    typename Db::Query query(db, sql::find_user, id);
    if (!query.next()) return std::nullopt;
    return read_user(query);
}

}  // namespace chatter::store
