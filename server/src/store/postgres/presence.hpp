#pragma once

#include <vector>

#include "chat/presence.hpp"
#include "store/postgres/connection.hpp"

/// When people were last seen; the rest of presence is in store/presence_port.hpp.
namespace chatter::store::postgres {

[[nodiscard]] std::vector<chat::LastSeen> find_last_seen(Connection& db,
                                                         const std::vector<chat::UserId>& ids);
/// Each user once.
void set_last_seen(Connection& db, const std::vector<chat::LastSeen>& seen);

}  // namespace chatter::store::postgres
