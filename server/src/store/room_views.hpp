// What reading rooms is apart from its SQL. `Rows` is a store's Query.
#pragma once

#include <unordered_map>
#include <vector>

#include "store/rows.hpp"

namespace chatter::store {

/// The room, if the viewer whose membership it carries may know of it. Errors: chat Errc::not_found.
[[nodiscard]] Result<chat::Room> visible_room(std::optional<chat::Room> room);

/// The user id after which a page of members begins: the last one of the page before, or, without a cursor,
/// the lowest of all. Errors: chat Errc::validation_failed.
[[nodiscard]] Result<chat::UserId> parse_member_cursor(const std::string& cursor);

template <class Rows>
[[nodiscard]] std::vector<chat::User> read_users(Rows& rows) {
    std::vector<chat::User> users;
    while (rows.next()) users.push_back(read_user(rows));
    return users;
}

template <class Rows>
[[nodiscard]] std::vector<chat::Room> read_rooms(Rows& rows) {
    std::vector<chat::Room> rooms;
    while (rows.next()) rooms.push_back(read_room(rows));
    return rooms;
}

using PeopleOfRooms = std::unordered_map<chat::RoomId, std::vector<chat::User>>;

/// From rows of a room id and a user.
template <class Rows>
[[nodiscard]] PeopleOfRooms read_people_of_rooms(Rows& rows) {
    PeopleOfRooms people;
    while (rows.next()) {
        const auto room_id = take<chat::RoomId>(rows);
        people[room_id].push_back(read_user(rows));
    }
    return people;
}

void put_people(std::vector<chat::Room>& rooms, PeopleOfRooms people);

/// `rows` are members, one more than `limit` if there are more.
template <class Rows>
[[nodiscard]] chat::MemberPage read_member_page(Rows& rows, std::size_t limit) {
    chat::MemberPage page;
    while (rows.next()) {
        if (page.members.size() == limit) {
            page.next_cursor = page.members.back().user.id.to_string();
            break;
        }
        page.members.push_back(read_member(rows));
    }
    return page;
}

}  // namespace chatter::store
