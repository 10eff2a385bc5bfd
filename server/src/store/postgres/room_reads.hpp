#pragma once

#include "chat/ports/message_store.hpp"
#include "chat/ports/room_store.hpp"
#include "store/postgres/snapshot.hpp"

/// What reads rooms in a store's own way (the rest: store/rooms.hpp), inside the transaction of whoever
/// calls, if there is one.
namespace chatter::store::postgres {

/// In at most two round trips, the last of which ends the snapshot unless `more_follows`.
[[nodiscard]] std::vector<chat::Room> list_rooms(Snapshot& snapshot, chat::UserId viewer,
                                                 bool more_follows = false);
/// Those of `ids` that there are, in any order, in at most two round trips, the last of which ends the
/// snapshot: the rooms as `viewer` sees them, whoever may know of them.
[[nodiscard]] std::vector<chat::Room> find_rooms(Snapshot& snapshot, chat::UserId viewer,
                                                 const std::vector<chat::RoomId>& ids);
[[nodiscard]] std::vector<chat::Room> find_rooms(Connection& db, chat::UserId viewer,
                                                 const std::vector<chat::RoomId>& ids);
/// Errors: chat Errc::unauthorized.
[[nodiscard]] Result<std::vector<chat::RoomId>> list_room_ids(Connection& db, chat::UserId viewer,
                                                              chat::SessionId session);
[[nodiscard]] std::vector<chat::Room> discover_rooms(Snapshot& snapshot, chat::UserId viewer,
                                                     const std::string& query, std::size_t limit);
/// The cursor is the last user id of the page before. Errors: chat Errc::not_found, chat
/// Errc::validation_failed.
[[nodiscard]] Result<chat::MemberPage> list_members(Connection& db, chat::UserId viewer, chat::RoomId id,
                                                    const std::string& cursor, std::size_t limit);

}  // namespace chatter::store::postgres
