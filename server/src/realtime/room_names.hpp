#pragma once

#include <string>

#include "chat/ids.hpp"

/// Where a chat room meets a Socket.IO room: the names that other processes may emit to (contract, section
/// 7).
namespace chatter::realtime {

[[nodiscard]] inline std::string room_name(chat::RoomId id) { return "room:" + id.to_string(); }
[[nodiscard]] inline std::string user_name(chat::UserId id) { return "user:" + id.to_string(); }
[[nodiscard]] inline std::string session_name(chat::SessionId id) { return "session:" + id.to_string(); }

}  // namespace chatter::realtime
