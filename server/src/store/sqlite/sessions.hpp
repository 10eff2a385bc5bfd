#pragma once

#include "chat/ports/session_store.hpp"
#include "store/sqlite/writer.hpp"

/// The session port's work (chat/ports/session_store.hpp), inside the transaction of whoever calls.
namespace chatter::store::sqlite {

/// Forgets the user's expired sessions on the way, so that they do not pile up.
void create_session(Connection& db, const chat::Session& session);
[[nodiscard]] std::optional<chat::ActiveSession> find_session(Connection& db, chat::SessionId id);
[[nodiscard]] std::vector<chat::Session> list_sessions(Connection& db, chat::UserId user_id);
[[nodiscard]] bool is_session_live(Connection& db, chat::UserId user_id, chat::SessionId id);
[[nodiscard]] Result<void> revoke_session(Connection& db, Events& events, chat::UserId user_id,
                                          chat::SessionId id);

}  // namespace chatter::store::sqlite
