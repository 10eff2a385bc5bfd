#pragma once

#include <string>
#include <vector>

#include "chat/ports/user_store.hpp"
#include "store/sqlite/connection.hpp"

/// What a store of its own does about users; the rest is in store/users.hpp.
namespace chatter::store::sqlite {

/// Asked inside a writing transaction, of which there is one at a time.
[[nodiscard]] bool is_anybody_registered(Connection& db);
/// Nobody else changes anything while a transaction writes.
inline void lock_user(Connection& /*db*/, chat::UserId /*id*/) {}
inline void lock_registration(Connection& /*db*/) {}
[[nodiscard]] bool has_password(Connection& db, chat::UserId id, const std::string& hash);
inline void hold_admins(Connection& /*db*/) {}
[[nodiscard]] std::vector<chat::User> list_all_users(Connection& db, const std::string& query,
                                                     const std::string& after, std::size_t limit);
[[nodiscard]] std::vector<chat::User> search_users(Connection& db, const std::string& query,
                                                   std::size_t limit);

}  // namespace chatter::store::sqlite
