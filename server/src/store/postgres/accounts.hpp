#pragma once

#include "chat/ports/session_store.hpp"
#include "chat/ports/user_store.hpp"
#include "store/postgres/connection.hpp"
#include "store/write_queue.hpp"

/// What changes users and sessions (chat/ports/user_store.hpp, session_store.hpp), inside the transaction of
/// whoever calls.
namespace chatter::store::postgres {

/// Errors: chat Errc::username_taken, chat Errc::registration_closed.
[[nodiscard]] Result<chat::User> create_user(Connection& db, const chat::NewUser& user);
/// Forgets the user's sessions that have ended by then.
void create_session(Connection& db, const chat::Session& session);
/// Errors: chat Errc::not_found.
[[nodiscard]] Result<void> revoke_session(Connection& db, Events& events, chat::UserId user_id,
                                          chat::SessionId id);
void touch_session(Connection& db, chat::SessionId id, Time last_used_at);

/// The statements of which store/registration.hpp makes `create_user`. While nobody is registered the asking
/// alone keeps every other registration waiting.
[[nodiscard]] bool is_anybody_registered(Connection& db);
/// False when the username is taken.
[[nodiscard]] bool insert_user(Connection& db, const chat::NewUser& user, chat::UserRole role);

}  // namespace chatter::store::postgres
