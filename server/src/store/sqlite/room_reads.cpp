#include "store/sqlite/room_reads.hpp"

#include <unordered_map>

#include "chat/errc.hpp"
#include "store/case_folding.hpp"
#include "store/sqlite/rows.hpp"
#include "store/sqlite/sessions.hpp"

namespace chatter::store::sqlite {

Result<chat::Room> find_room(Connection& db, chat::UserId viewer, chat::RoomId id) {
    std::optional<chat::Room> room;
    if (Query query(db, sql::find_room, viewer, id); query.next()) room = read_room(query);
    if (!room || (room->kind != chat::RoomKind::public_room && !room->membership))
        return fail(chat::Errc::not_found, "There is no such room.");
    if (room->kind == chat::RoomKind::direct) room->members = list_room_people(db, id);
    return std::move(*room);
}

std::vector<chat::Room> list_rooms(Connection& db, chat::UserId viewer) {
    std::unordered_map<chat::RoomId, std::vector<chat::User>> people;
    for (Query query(db, sql::list_direct_room_people, viewer); query.next();) {
        const auto room_id = query.take<chat::RoomId>();
        people[room_id].push_back(read_user(query));
    }
    std::vector<chat::Room> rooms;
    for (Query query(db, sql::list_rooms, viewer); query.next();) {
        rooms.push_back(read_room(query));
        if (const auto found = people.find(rooms.back().id); found != people.end())
            rooms.back().members = std::move(found->second);
    }
    return rooms;
}

Result<std::vector<chat::RoomId>> list_room_ids(Connection& db, chat::UserId viewer,
                                                chat::SessionId session) {
    if (!is_session_live(db, viewer, session))
        return fail(chat::Errc::unauthorized, "This session has ended. Sign in again.");
    std::vector<chat::RoomId> ids;
    for (Query query(db, sql::list_room_ids, viewer); query.next();)
        ids.push_back(query.take<chat::RoomId>());
    return ids;
}

std::vector<chat::Room> discover_rooms(Connection& db, chat::UserId viewer, const std::string& query,
                                       std::size_t limit) {
    std::vector<chat::Room> rooms;
    Query found(db, sql::discover_rooms, viewer, fold_case(query), static_cast<std::int64_t>(limit));
    while (found.next()) rooms.push_back(read_room(found));
    return rooms;
}

Result<chat::MemberPage> list_members(Connection& db, chat::UserId viewer, chat::RoomId id,
                                      const std::string& cursor, std::size_t limit) {
    chat::UserId after;
    if (!cursor.empty()) {
        const auto parsed = chat::UserId::parse(cursor);
        if (!parsed)
            return fail(chat::Errc::validation_failed, "Some fields are not valid.",
                        std::vector<FieldError>{{"cursor", "Must be the nextCursor of a page before."}});
        after = *parsed;
    }
    if (const auto room = find_room(db, viewer, id); !room) return std::unexpected(room.error());

    chat::MemberPage page;
    Query query(db, sql::list_members, id, after, static_cast<std::int64_t>(limit) + 1);
    while (query.next()) {
        if (page.members.size() == limit) {
            page.next_cursor = page.members.back().user.id.to_string();
            break;
        }
        chat::Member member;
        member.user = read_user(query);
        member.role = query.take<chat::MemberRole>();
        member.joined_at = query.take<Time>();
        page.members.push_back(std::move(member));
    }
    return page;
}

std::vector<chat::User> list_room_people(Connection& db, chat::RoomId id) {
    std::vector<chat::User> people;
    for (Query query(db, sql::list_room_people, id); query.next();) people.push_back(read_user(query));
    return people;
}

}  // namespace chatter::store::sqlite
