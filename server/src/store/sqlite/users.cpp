#include "store/sqlite/users.hpp"

#include "store/case_folding.hpp"
#include "store/registration.hpp"
#include "store/room_views.hpp"

namespace chatter::store::sqlite {

bool is_anybody_registered(Connection& db) {
    Query query(db, sql::any_user);
    return query.next() && query.take<bool>();
}

bool insert_user(Connection& db, const chat::NewUser& user, chat::UserRole role) {
    run(db, sql::insert_user, user.id, user.username, user.display_name, fold_case(user.display_name),
        user.email, role, user.password_hash, user.created_at);
    return db.changes() > 0;
}

Result<chat::User> create_user(Connection& db, const chat::NewUser& user) {
    return store::create_user(db, user);
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
