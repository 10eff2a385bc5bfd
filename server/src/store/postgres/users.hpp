#pragma once

#include <string>
#include <vector>

#include "chat/ports/user_store.hpp"
#include "store/postgres/connection.hpp"

/// What a store of its own does about users; the rest is in store/users.hpp.
namespace chatter::store::postgres {

/// While nobody is registered the asking alone keeps every other registration waiting.
[[nodiscard]] bool is_anybody_registered(Connection& db);
[[nodiscard]] std::vector<chat::User> search_users(Connection& db, const std::string& query,
                                                   std::size_t limit);

}  // namespace chatter::store::postgres
