#include "store/sqlite/sessions.hpp"

#include "store/rows.hpp"

namespace chatter::store::sqlite {

std::optional<chat::ActiveSession> find_session(Connection& db, chat::SessionId id) {
    Query query(db, sql::find_session, id);
    if (!query.next()) return std::nullopt;
    return read_active_session(query);
}

}  // namespace chatter::store::sqlite
