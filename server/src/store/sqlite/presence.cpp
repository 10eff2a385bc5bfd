#include "store/sqlite/presence.hpp"

namespace chatter::store::sqlite {

std::vector<chat::LastSeen> find_last_seen(Connection& db, const std::vector<chat::UserId>& ids) {
    std::vector<chat::LastSeen> seen;
    for (const auto& id : ids) {
        Query query(db, sql::read_last_seen, id);
        if (query.next()) seen.push_back({.user_id = id, .at = query.take<Time>()});
    }
    return seen;
}

void set_last_seen(Connection& db, const std::vector<chat::LastSeen>& seen) {
    for (const auto& [id, at] : seen) run(db, sql::keep_last_seen, id, at);
}

}  // namespace chatter::store::sqlite
