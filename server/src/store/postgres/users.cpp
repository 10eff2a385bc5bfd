#include "store/postgres/users.hpp"

#include "store/users.hpp"

namespace chatter::store::postgres {

bool is_anybody_registered(Connection& db) {
    if (has_users(db)) return true;
    lock_registration(db);
    return has_users(db);
}

void lock_user(Connection& db, chat::UserId id) { run(db, sql::lock_user, id); }

void lock_registration(Connection& db) { run(db, sql::lock_registration); }

bool has_password(Connection& db, chat::UserId id, const std::string& hash) {
    return Query(db, sql::has_password, id, hash).next();
}

void hold_admins(Connection& db) { run(db, sql::hold_admins); }

std::vector<chat::User> list_all_users(Connection& db, const std::string& query, const std::string& after,
                                       std::size_t limit) {
    if (!is_storable_text(query)) return {};
    Query found(db, sql::list_all_users, fold_case(query), after, static_cast<std::int64_t>(limit));
    return read_users(found);
}

std::vector<chat::User> search_users(Connection& db, const std::string& query, std::size_t limit) {
    if (!is_storable_text(query)) return {};
    Query found(db, sql::search_users, fold_case(query), static_cast<std::int64_t>(limit));
    return read_users(found);
}

}  // namespace chatter::store::postgres
