#pragma once

#include "chat/ports/room_store.hpp"
#include "store/sqlite/writer.hpp"

/// What changes rooms (chat/ports/room_store.hpp), inside the transaction of whoever calls.
namespace chatter::store::sqlite {

[[nodiscard]] Result<chat::CreatedRoom> create_room(Connection& db, Events& events,
                                                    const chat::NewRoom& room);
[[nodiscard]] Result<chat::Room> join_room(Connection& db, Events& events, chat::UserId user_id,
                                           chat::RoomId id, Time now);
[[nodiscard]] Result<void> leave_room(Connection& db, Events& events, chat::UserId user_id, chat::RoomId id);

}  // namespace chatter::store::sqlite
