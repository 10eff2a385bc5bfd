#pragma once

#include "chat/ports/user_store.hpp"
#include "store/sqlite/connection.hpp"

/// The user port's work (chat/ports/user_store.hpp), inside the transaction of whoever calls.
namespace chatter::store::sqlite {

[[nodiscard]] Result<chat::User> create_user(Connection& db, const chat::NewUser& user);
[[nodiscard]] std::optional<chat::Credentials> find_credentials(Connection& db, const std::string& username);
[[nodiscard]] std::optional<chat::User> find_user(Connection& db, chat::UserId id);
[[nodiscard]] std::vector<chat::User> search_users(Connection& db, const std::string& query,
                                                   std::size_t limit);

/// The statements of which store/registration.hpp makes `create_user`.
[[nodiscard]] bool is_anybody_registered(Connection& db);
/// False when the username is taken.
[[nodiscard]] bool insert_user(Connection& db, const chat::NewUser& user, chat::UserRole role);

}  // namespace chatter::store::sqlite
