#include "store/sqlite/users.hpp"

#include "store/users.hpp"

namespace chatter::store::sqlite {

bool is_anybody_registered(Connection& db) { return has_users(db); }

std::vector<chat::User> search_users(Connection& db, const std::string& query, std::size_t limit) {
    if (!is_storable_text(query)) return {};
    Query found(db, sql::search_users, fold_case(query), static_cast<std::int64_t>(limit));
    return read_users(found);
}

}  // namespace chatter::store::sqlite
