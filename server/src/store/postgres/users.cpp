#include "store/postgres/users.hpp"

#include "store/case_folding.hpp"
#include "store/postgres/storable_text.hpp"
#include "store/room_views.hpp"

namespace chatter::store::postgres {

std::optional<chat::Credentials> find_credentials(Connection& db, const std::string& username) {
    if (!is_storable_text(username)) return std::nullopt;
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
    if (!is_storable_text(query)) return {};
    Query found(db, sql::search_users, fold_case(query), static_cast<std::int64_t>(limit));
    return read_users(found);
}

}  // namespace chatter::store::postgres
