#include "store/sqlite/room_reads.hpp"

#include <algorithm>

#include "chat/errc.hpp"
#include "store/rooms.hpp"
#include "store/sessions.hpp"

namespace chatter::store::sqlite {

std::optional<ReadableRoom> find_readable_room(Connection& db, chat::UserId viewer, chat::RoomId id) {
    Query query(db, sql::find_room_access, viewer, id);
    if (!query.next()) return std::nullopt;
    ReadableRoom room;
    room.access.version = query.take<std::int64_t>();
    room.access.profile_changes = query.take<std::int64_t>();
    room.last_seq = query.take<std::int64_t>();
    return room;
}

std::vector<chat::Room> list_rooms(Connection& db, chat::UserId viewer) {
    Query people(db, sql::list_direct_room_people, viewer);
    auto people_of_rooms = read_people_of_rooms(people);
    Query found(db, sql::list_rooms, viewer);
    auto rooms = read_rooms(found);
    put_people(rooms, std::move(people_of_rooms));
    return rooms;
}

std::vector<chat::Room> find_rooms(Connection& db, chat::UserId viewer,
                                   const std::vector<chat::RoomId>& ids) {
    Query found(db, sql::find_rooms, viewer, ids);
    auto rooms = read_rooms(found);
    if (std::ranges::none_of(rooms, [](const auto& room) { return room.kind == chat::RoomKind::direct; }))
        return rooms;
    Query people(db, sql::list_direct_room_people, viewer);
    put_people(rooms, read_people_of_rooms(people));
    return rooms;
}

Result<std::vector<chat::RoomId>> list_room_ids(Connection& db, chat::UserId viewer,
                                                chat::SessionId session) {
    if (!is_session_live(db, viewer, session))
        return fail(chat::Errc::unauthorized, "Your session has ended. Sign in again.");
    std::vector<chat::RoomId> ids;
    for (Query query(db, sql::list_room_ids, viewer); query.next();)
        ids.push_back(query.take<chat::RoomId>());
    return ids;
}

std::vector<chat::Room> discover_rooms(Connection& db, chat::UserId viewer, const std::string& query,
                                       std::size_t limit) {
    Query found(db, sql::discover_rooms, viewer, fold_case(query), static_cast<std::int64_t>(limit));
    return read_rooms(found);
}

Result<chat::MemberPage> list_members(Connection& db, chat::UserId viewer, chat::RoomId id,
                                      const std::string& cursor, std::size_t limit) {
    const auto after = parse_member_cursor(cursor);
    if (!after) return std::unexpected(after.error());
    if (const auto room = find_room(db, viewer, id); !room) return std::unexpected(room.error());
    Query query(db, sql::list_members, id, *after, static_cast<std::int64_t>(limit) + 1);
    return read_member_page(query, limit);
}

}  // namespace chatter::store::sqlite
