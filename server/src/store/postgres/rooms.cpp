#include "store/postgres/rooms.hpp"

#include "store/case_folding.hpp"
#include "store/postgres/room_reads.hpp"
#include "store/postgres/users.hpp"
#include "store/room_changes.hpp"

namespace chatter::store::postgres {

bool insert_room(Connection& db, const chat::NewRoom& room, const std::optional<std::string>& key,
                 std::size_t member_count) {
    std::optional<BlobView> key_bytes;
    if (key) key_bytes = BlobView{*key};
    run(db, sql::insert_room, room.id, room.kind, room.name, fold_case(room.name), room.topic,
        fold_case(room.topic), key_bytes, static_cast<std::int64_t>(member_count), room.created_at);
    return db.changes() > 0;
}

bool insert_membership(Connection& db, chat::RoomId room_id, chat::UserId user_id, chat::MemberRole role,
                       Time now) {
    run(db, sql::insert_membership, room_id, user_id, role, now);
    return db.changes() > 0;
}

void delete_membership(Connection& db, chat::RoomId room_id, chat::UserId user_id) {
    run(db, sql::delete_membership, room_id, user_id);
}

void add_to_member_count(Connection& db, chat::RoomId id, std::int64_t difference) {
    run(db, sql::add_to_member_count, id, difference);
}

std::int64_t count_owners(Connection& db, chat::RoomId id) {
    Query query(db, sql::count_owners, id);
    return query.next() ? query.take<std::int64_t>() : 0;
}

std::optional<chat::RoomId> find_direct_room(Connection& db, const std::string& key) {
    Query query(db, sql::find_direct_room, BlobView{key});
    if (!query.next()) return std::nullopt;
    return query.take<chat::RoomId>();
}

Result<chat::CreatedRoom> create_room(Connection& db, Events& events, const chat::NewRoom& room) {
    return store::create_room(db, events, room);
}

Result<chat::Room> join_room(Connection& db, Events& events, chat::UserId user_id, chat::RoomId id,
                             Time now) {
    return store::join_room(db, events, user_id, id, now);
}

Result<void> leave_room(Connection& db, Events& events, chat::UserId user_id, chat::RoomId id) {
    return store::leave_room(db, events, user_id, id);
}

}  // namespace chatter::store::postgres
