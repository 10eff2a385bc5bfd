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

}  // namespace chatter::store::postgres
