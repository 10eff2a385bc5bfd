#pragma once

#include "chat/ports/message_store.hpp"
#include "chat/ports/room_store.hpp"
#include "store/postgres/snapshot.hpp"

/// What reads rooms (chat/ports/room_store.hpp), inside the transaction of whoever calls, if there is one.
namespace chatter::store::postgres {

/// The room as `viewer` sees it. Errors: chat Errc::not_found, also for a room that `viewer` may not know of.
[[nodiscard]] Result<chat::Room> find_room(Connection& db, chat::UserId viewer, chat::RoomId id);
/// In at most two round trips, the last of which ends the snapshot unless `more_follows`.
[[nodiscard]] std::vector<chat::Room> list_rooms(Snapshot& snapshot, chat::UserId viewer,
                                                 bool more_follows = false);
/// Errors: chat Errc::unauthorized.
[[nodiscard]] Result<std::vector<chat::RoomId>> list_room_ids(Connection& db, chat::UserId viewer,
                                                              chat::SessionId session);
[[nodiscard]] std::vector<chat::Room> discover_rooms(Snapshot& snapshot, chat::UserId viewer,
                                                     const std::string& query, std::size_t limit);
/// The cursor is the last user id of the page before. Errors: chat Errc::not_found, chat
/// Errc::validation_failed.
[[nodiscard]] Result<chat::MemberPage> list_members(Connection& db, chat::UserId viewer, chat::RoomId id,
                                                    const std::string& cursor, std::size_t limit);
[[nodiscard]] std::vector<chat::User> list_room_people(Connection& db, chat::RoomId id);

}  // namespace chatter::store::postgres
