#include "store/room_views.hpp"

#include "chat/errc.hpp"

namespace chatter::store {

Result<chat::Room> visible_room(std::optional<chat::Room> room) {
    if (!room || (room->kind != chat::RoomKind::public_room && !room->membership))
        return fail(chat::Errc::not_found, "There is no such room.");
    return std::move(*room);
}

Result<chat::UserId> parse_member_cursor(const std::string& cursor) {
    if (cursor.empty()) return chat::UserId{};
    if (const auto parsed = chat::UserId::parse(cursor)) return *parsed;
    return fail(chat::Errc::validation_failed, "Some fields are not valid.",
                std::vector<FieldError>{{"cursor", "Must be the nextCursor of a page before."}});
}

void put_people(std::vector<chat::Room>& rooms, PeopleOfRooms people) {
    for (auto& room : rooms)
        if (const auto found = people.find(room.id); found != people.end())
            room.members = std::move(found->second);
}

}  // namespace chatter::store
