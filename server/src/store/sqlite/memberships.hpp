#pragma once

#include <string>

#include "chat/ports/room_store.hpp"
#include "store/sqlite/writer.hpp"

/// A member's place in what a room has said, inside the transaction of whoever calls.
namespace chatter::store::sqlite {

/// Errors: chat Errc::not_found, chat Errc::forbidden.
[[nodiscard]] Result<chat::Membership> move_read_marker(Connection& db, Events& events, chat::UserId user_id,
                                                        chat::RoomId id, chat::Seq seq,
                                                        const std::string& origin);

}  // namespace chatter::store::sqlite
