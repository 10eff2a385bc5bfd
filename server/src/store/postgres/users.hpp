#pragma once

#include <string>
#include <vector>

#include "chat/ports/user_store.hpp"
#include "store/postgres/connection.hpp"

/// What a store of its own does about users; the rest is in store/users.hpp.
namespace chatter::store::postgres {

/// While nobody is registered the asking alone keeps every other registration waiting.
[[nodiscard]] bool is_anybody_registered(Connection& db);
/// Until the transaction ends nobody else changes the user, or registers.
void lock_user(Connection& db, chat::UserId id);
void lock_registration(Connection& db);
/// If so, until the transaction ends.
[[nodiscard]] bool has_password(Connection& db, chat::UserId id, const std::string& hash);
/// Until the end of the transaction nobody else changes an admin.
void hold_admins(Connection& db);
[[nodiscard]] std::vector<chat::User> list_all_users(Connection& db, const std::string& query,
                                                     const std::string& after, std::size_t limit);
[[nodiscard]] std::vector<chat::User> search_users(Connection& db, const std::string& query,
                                                   std::size_t limit);

}  // namespace chatter::store::postgres
