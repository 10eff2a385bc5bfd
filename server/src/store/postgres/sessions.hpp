#pragma once

#include "chat/ports/session_store.hpp"
#include "store/postgres/connection.hpp"

/// What reads sessions (chat/ports/session_store.hpp), inside the transaction of whoever calls, if there is
/// one.
namespace chatter::store::postgres {

/// Of the rows of sql::find_sessions: one for each of `ids`, in their order.
[[nodiscard]] std::vector<std::optional<chat::ActiveSession>> read_active_sessions(
    Query rows, const std::vector<chat::SessionId>& ids);

}  // namespace chatter::store::postgres
