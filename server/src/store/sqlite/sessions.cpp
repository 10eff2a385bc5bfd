#include "store/sqlite/sessions.hpp"

#include "chat/errc.hpp"
#include "store/rows.hpp"

namespace chatter::store::sqlite {

void create_session(Connection& db, const chat::Session& session) {
    run(db, sql::delete_expired_sessions, session.user_id, session.created_at);
    run(db, sql::insert_session, session.id, session.user_id, session.created_at, session.last_used_at,
        session.expires_at, session.user_agent, session.address);
}

std::optional<chat::ActiveSession> find_session(Connection& db, chat::SessionId id) {
    Query query(db, sql::find_session, id);
    if (!query.next()) return std::nullopt;
    return read_active_session(query);
}

std::vector<chat::Session> list_sessions(Connection& db, chat::UserId user_id) {
    std::vector<chat::Session> sessions;
    Query query(db, sql::list_sessions, user_id);
    while (query.next()) sessions.push_back(read_session(query));
    return sessions;
}

bool is_session_live(Connection& db, chat::UserId user_id, chat::SessionId id) {
    return Query(db, sql::is_session_live, user_id, id).next();
}

Result<void> revoke_session(Connection& db, Events& events, chat::UserId user_id, chat::SessionId id) {
    run(db, sql::delete_session, user_id, id);
    if (db.changes() == 0) return fail(chat::Errc::not_found, "There is no such session.");
    events.emplace_back(chat::SessionRevoked{.user_id = user_id, .session_id = id});
    return {};
}

}  // namespace chatter::store::sqlite
