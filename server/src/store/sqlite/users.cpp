#include "store/sqlite/users.hpp"

#include "chat/errc.hpp"
#include "store/case_folding.hpp"
#include "store/room_views.hpp"

namespace chatter::store::sqlite {

namespace {

bool is_anybody_registered(Connection& db) {
    Query query(db, sql::any_user);
    return query.next() && query.take<bool>();
}

}  // namespace

Result<chat::User> create_user(Connection& db, const chat::NewUser& user) {
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
                      .deactivated = false};
}

std::optional<chat::Credentials> find_credentials(Connection& db, const std::string& username) {
    Query query(db, sql::find_credentials, username);
    if (!query.next()) return std::nullopt;
    chat::Credentials credentials;
    credentials.user = read_user(query);
    credentials.password_hash = query.take<std::string>();
    return credentials;
}

std::optional<chat::User> find_user(Connection& db, chat::UserId id) {
    Query query(db, sql::find_user, id);
    if (!query.next()) return std::nullopt;
    return read_user(query);
}

std::vector<chat::User> search_users(Connection& db, const std::string& query, std::size_t limit) {
    Query found(db, sql::search_users, fold_case(query), static_cast<std::int64_t>(limit));
    return read_users(found);
}

}  // namespace chatter::store::sqlite
