#pragma once

#include <optional>

#include "chat/ports/session_store.hpp"
#include "store/sqlite/connection.hpp"

namespace chatter::store::sqlite {

/// Nothing when the session is revoked or unknown, or its user deactivated.
[[nodiscard]] std::optional<chat::ActiveSession> find_session(Connection& db, chat::SessionId id);

}  // namespace chatter::store::sqlite
