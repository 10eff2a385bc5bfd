#pragma once

#include "chat/ports/message_store.hpp"
#include "chat/ports/room_store.hpp"
#include "store/sqlite/connection.hpp"

/// What reads rooms in a store's own way (the rest: store/rooms.hpp), inside the transaction of whoever
/// calls.
namespace chatter::store::sqlite {

/// What a reader of a room's history depends on.
struct ReadableRoom {
    chat::RoomAccess access;
    chat::Seq last_seq = 0;
};
/// Nothing when there is no such room for `viewer`.
[[nodiscard]] std::optional<ReadableRoom> find_readable_room(Connection& db, chat::UserId viewer,
                                                             chat::RoomId id);
/// In a number of statements that does not grow with the rooms.
[[nodiscard]] std::vector<chat::Room> list_rooms(Connection& db, chat::UserId viewer);
/// Those of `ids` that there are, in any order: the rooms as `viewer` sees them, whoever may know of them. In
/// a number of statements that does not grow with the rooms.
[[nodiscard]] std::vector<chat::Room> find_rooms(Connection& db, chat::UserId viewer,
                                                 const std::vector<chat::RoomId>& ids);
/// Errors: chat Errc::unauthorized.
[[nodiscard]] Result<std::vector<chat::RoomId>> list_room_ids(Connection& db, chat::UserId viewer,
                                                              chat::SessionId session);
[[nodiscard]] std::vector<chat::Room> discover_rooms(Connection& db, chat::UserId viewer,
                                                     const std::string& query, std::size_t limit);
/// The cursor is the last user id of the page before. Errors: chat Errc::not_found, chat
/// Errc::validation_failed.
[[nodiscard]] Result<chat::MemberPage> list_members(Connection& db, chat::UserId viewer, chat::RoomId id,
                                                    const std::string& cursor, std::size_t limit);

}  // namespace chatter::store::sqlite
