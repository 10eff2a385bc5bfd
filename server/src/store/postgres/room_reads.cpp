#include "store/postgres/room_reads.hpp"

#include "chat/errc.hpp"
#include "store/rooms.hpp"

namespace chatter::store::postgres {

namespace {

/// Of a statement that was sent and gives rooms; with the people of direct ones.
std::vector<chat::Room> take_rooms_with_people(Snapshot& snapshot, bool more_follows) {
    snapshot.sync();
    auto found = snapshot.take();
    auto rooms = read_rooms(found);
    std::vector<chat::RoomId> direct_ids;
    for (const auto& room : rooms)
        if (room.kind == chat::RoomKind::direct) direct_ids.push_back(room.id);

    if (!direct_ids.empty()) snapshot.send(sql::list_people_of_rooms, direct_ids);
    if (!more_follows)
        snapshot.finish();
    else if (!direct_ids.empty())
        snapshot.sync();
    if (direct_ids.empty()) return rooms;
    auto people = snapshot.take();
    put_people(rooms, read_people_of_rooms(people));
    return rooms;
}

}  // namespace

std::vector<chat::Room> list_rooms(Snapshot& snapshot, chat::UserId viewer, bool more_follows) {
    snapshot.send(sql::list_rooms, viewer);
    return take_rooms_with_people(snapshot, more_follows);
}

std::vector<chat::Room> find_rooms(Snapshot& snapshot, chat::UserId viewer,
                                   const std::vector<chat::RoomId>& ids) {
    snapshot.send(sql::find_rooms, viewer, ids);
    return take_rooms_with_people(snapshot, false);
}

std::vector<chat::Room> find_rooms(Connection& db, chat::UserId viewer,
                                   const std::vector<chat::RoomId>& ids) {
    Snapshot snapshot(db);
    return find_rooms(snapshot, viewer, ids);
}

Result<std::vector<chat::RoomId>> list_room_ids(Connection& db, chat::UserId viewer,
                                                chat::SessionId session) {
    // On one snapshot: a session that ends between the two must not be given the rooms.
    Snapshot snapshot(db);
    snapshot.send(sql::is_session_live, viewer, session);
    snapshot.send(sql::list_room_ids, viewer);
    snapshot.finish();
    if (!snapshot.take().next())
        return fail(chat::Errc::unauthorized, "Your session has ended. Sign in again.");
    std::vector<chat::RoomId> ids;
    for (auto rows = snapshot.take(); rows.next();) ids.push_back(rows.take<chat::RoomId>());
    return ids;
}

std::vector<chat::Room> discover_rooms(Snapshot& snapshot, chat::UserId viewer, const std::string& query,
                                       std::size_t limit) {
    if (!is_storable_text(query)) return {};
    snapshot.send(sql::discover_rooms, viewer, fold_case(query), static_cast<std::int64_t>(limit));
    snapshot.finish();
    auto found = snapshot.take();
    return read_rooms(found);
}

Result<chat::MemberPage> list_members(Connection& db, chat::UserId viewer, chat::RoomId id,
                                      const std::string& cursor, std::size_t limit) {
    const auto after = parse_member_cursor(cursor);
    if (!after) return std::unexpected(after.error());
    Snapshot snapshot(db);
    snapshot.send(sql::find_room_access, viewer, id);
    snapshot.send(sql::list_members, id, *after, static_cast<std::int64_t>(limit) + 1);
    snapshot.finish();
    if (!snapshot.take().next()) return fail(chat::Errc::not_found, "There is no such room.");
    auto members = snapshot.take();
    return read_member_page(members, limit);
}

}  // namespace chatter::store::postgres
