// Who is signed in and where, the same in every store. `Db` is a store's Connection; each function works
// inside the transaction of whoever calls.
#pragma once

#include "chat/errc.hpp"
#include "chat/ports/session_store.hpp"
#include "store/audit.hpp"
#include "store/queries.hpp"
#include "store/rows.hpp"
#include "store/users.hpp"
#include "store/write_queue.hpp"

namespace chatter::store {

/// Forgets the user's expired sessions on the way, so that they do not pile up. Errors: chat
/// Errc::account_deactivated.
template <class Db>
Result<void> create_session(Db& db, const chat::Session& session) {
    run(db, sql::delete_expired_sessions, session.user_id, session.created_at);
    run(db, sql::insert_session, session.id, session.user_id, session.created_at, session.last_used_at,
        session.expires_at, session.user_agent, session.address);
    if (db.changes() == 0) return fail(chat::Errc::account_deactivated, "This account has been deactivated.");
    return {};
}

template <class Db>
std::vector<chat::Session> list_sessions(Db& db, chat::UserId user_id) {
    std::vector<chat::Session> sessions;
    typename Db::Query query(db, sql::list_sessions, user_id);
    while (query.next()) sessions.push_back(read_session(query));
    return sessions;
}

/// Ends the user's sessions, but for `kept`; gives how many there were.
template <class Db>
std::int64_t end_sessions(Db& db, Events& events, chat::UserId user_id,
                          std::optional<chat::SessionId> kept = std::nullopt) {
    std::int64_t count = 0;
    typename Db::Query ended(db, sql::delete_sessions, user_id, kept);
    for (; ended.next(); ++count)
        events.emplace_back(
            chat::SessionRevoked{.user_id = user_id, .session_id = take<chat::SessionId>(ended)});
    return count;
}

template <class Db>
bool is_session_live(Db& db, chat::UserId user_id, chat::SessionId id) {
    return typename Db::Query(db, sql::is_session_live, user_id, id).next();
}

/// Errors: chat Errc::not_found.
template <class Db>
Result<void> revoke_session(Db& db, Events& events, const chat::Actor& user, chat::SessionId id, Time now) {
    run(db, sql::delete_session, user.id, id);
    if (db.changes() == 0) return fail(chat::Errc::not_found, "There is no such session.");
    note(db, user, chat::AuditAction::revoke_session, user.id, now, AuditDetail().with("sessionId", id));
    events.emplace_back(chat::SessionRevoked{.user_id = user.id, .session_id = id});
    return {};
}

}  // namespace chatter::store
