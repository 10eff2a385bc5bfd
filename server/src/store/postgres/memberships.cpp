#include "store/postgres/memberships.hpp"

#include "store/postgres/room_reads.hpp"
#include "store/read_markers.hpp"

namespace chatter::store::postgres {

std::int64_t count_exempt_messages(Connection& db, chat::RoomId room_id, chat::UserId user_id,
                                   chat::Seq first, chat::Seq last) {
    Query query(db, sql::count_exempt_messages, room_id, user_id, first, last);
    return query.next() ? query.take<std::int64_t>() : 0;
}

std::int64_t find_exempt_count(Connection& db, chat::RoomId room_id, chat::UserId user_id) {
    Query query(db, sql::find_exempt_count, room_id, user_id);
    return query.next() ? query.take<std::int64_t>() : 0;
}

void set_read_marker(Connection& db, chat::RoomId room_id, chat::UserId user_id, chat::Seq marker,
                     std::int64_t exempt_count) {
    run(db, sql::move_read_marker, room_id, user_id, marker, exempt_count);
}

Result<chat::Membership> move_read_marker(Connection& db, Events& events, chat::UserId user_id,
                                          chat::RoomId id, chat::Seq seq, const std::string& origin) {
    return store::move_read_marker(db, events, user_id, id, seq, origin);
}

}  // namespace chatter::store::postgres
