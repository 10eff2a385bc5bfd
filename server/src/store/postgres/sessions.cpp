#include "store/postgres/sessions.hpp"

#include <unordered_map>
#include <utility>

#include "store/rows.hpp"

namespace chatter::store::postgres {

std::vector<std::optional<chat::ActiveSession>> read_active_sessions(
    Query rows, const std::vector<chat::SessionId>& ids) {
    std::unordered_map<chat::SessionId, chat::ActiveSession> found;
    while (rows.next()) {
        auto active = read_active_session(rows);
        const auto id = active.session.id;
        found.emplace(id, std::move(active));
    }
    std::vector<std::optional<chat::ActiveSession>> sessions;
    for (const auto& id : ids) {
        const auto known = found.find(id);
        sessions.push_back(known == found.end() ? std::nullopt : std::optional(known->second));
    }
    return sessions;
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

}  // namespace chatter::store::postgres
