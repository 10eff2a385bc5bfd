#include "store/postgres/presence.hpp"

namespace chatter::store::postgres {

std::vector<chat::LastSeen> find_last_seen(Connection& db, const std::vector<chat::UserId>& ids) {
    std::vector<chat::LastSeen> seen;
    for (Query query(db, sql::read_last_seen, ids); query.next();) {
        const auto id = query.take<chat::UserId>();
        seen.push_back({.user_id = id, .at = query.take<Time>()});
    }
    return seen;
}

void set_last_seen(Connection& db, const std::vector<chat::LastSeen>& seen) {
    std::vector<chat::UserId> ids;
    std::vector<Time> times;
    for (const auto& [id, at] : seen) {
        ids.push_back(id);
        times.push_back(at);
    }
    run(db, sql::keep_last_seen, ids, times);
}

}  // namespace chatter::store::postgres
