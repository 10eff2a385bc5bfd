#include "store/postgres/users.hpp"

#include "store/users.hpp"

namespace chatter::store::postgres {

bool is_anybody_registered(Connection& db) {
    if (has_users(db)) return true;
    run(db, sql::lock_registration);
    return has_users(db);
}

std::vector<chat::User> search_users(Connection& db, const std::string& query, std::size_t limit) {
    if (!is_storable_text(query)) return {};
    Query found(db, sql::search_users, fold_case(query), static_cast<std::int64_t>(limit));
    return read_users(found);
}

}  // namespace chatter::store::postgres
