#pragma once

#include <optional>
#include <string>

#include "chat/ports/room_store.hpp"
#include "store/postgres/connection.hpp"
#include "store/write_queue.hpp"

/// What changes rooms (chat/ports/room_store.hpp), inside the transaction of whoever calls.
namespace chatter::store::postgres {

[[nodiscard]] Result<chat::CreatedRoom> create_room(Connection& db, Events& events,
                                                    const chat::NewRoom& room);
[[nodiscard]] Result<chat::Room> join_room(Connection& db, Events& events, chat::UserId user_id,
                                           chat::RoomId id, Time now);
[[nodiscard]] Result<void> leave_room(Connection& db, Events& events, chat::UserId user_id, chat::RoomId id);

/// The statements of which store/room_changes.hpp makes the above.
/// False when a public room of this name or a direct room of this key exists.
[[nodiscard]] bool insert_room(Connection& db, const chat::NewRoom& room,
                               const std::optional<std::string>& key, std::size_t member_count);
/// False when there is no such user.
[[nodiscard]] bool insert_membership(Connection& db, chat::RoomId room_id, chat::UserId user_id,
                                     chat::MemberRole role, Time now);
void delete_membership(Connection& db, chat::RoomId room_id, chat::UserId user_id);
void add_to_member_count(Connection& db, chat::RoomId id, std::int64_t difference);
[[nodiscard]] std::int64_t count_owners(Connection& db, chat::RoomId id);
[[nodiscard]] std::optional<chat::RoomId> find_direct_room(Connection& db, const std::string& key);

}  // namespace chatter::store::postgres
