#pragma once

#include <string>

#include "chat/ports/room_store.hpp"
#include "store/postgres/connection.hpp"
#include "store/write_queue.hpp"

/// A member's place in what a room has said, inside the transaction of whoever calls.
namespace chatter::store::postgres {

/// Errors: chat Errc::not_found, chat Errc::forbidden.
[[nodiscard]] Result<chat::Membership> move_read_marker(Connection& db, Events& events, chat::UserId user_id,
                                                        chat::RoomId id, chat::Seq seq,
                                                        const std::string& origin);

/// The statements of which store/read_markers.hpp makes the above.
[[nodiscard]] std::int64_t count_exempt_messages(Connection& db, chat::RoomId room_id, chat::UserId user_id,
                                                 chat::Seq first, chat::Seq last);
[[nodiscard]] std::int64_t find_exempt_count(Connection& db, chat::RoomId room_id, chat::UserId user_id);
void set_read_marker(Connection& db, chat::RoomId room_id, chat::UserId user_id, chat::Seq marker,
                     std::int64_t exempt_count);

}  // namespace chatter::store::postgres
