#pragma once

#include "chat/ports/user_store.hpp"
#include "store/postgres/connection.hpp"

/// What reads users (chat/ports/user_store.hpp), inside the transaction of whoever calls, if there is one.
namespace chatter::store::postgres {

[[nodiscard]] std::optional<chat::Credentials> find_credentials(Connection& db, const std::string& username);
[[nodiscard]] std::optional<chat::User> find_user(Connection& db, chat::UserId id);
[[nodiscard]] std::vector<chat::User> search_users(Connection& db, const std::string& query,
                                                   std::size_t limit);

}  // namespace chatter::store::postgres
