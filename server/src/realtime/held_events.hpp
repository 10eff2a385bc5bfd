#pragma once

#include <string_view>
#include <unordered_map>

#include "chat/entities.hpp"

namespace chatter::realtime {

/// The rooms that `ready` shows, at which versions.
using ShownRooms = std::unordered_map<chat::RoomId, chat::Version>;

/// Whether an event that waited for `ready` states what its user knows better by now: a `read:updated` or
/// `room:updated` of a version of the room before the one shown. Counts that lack messages which `ready` has
/// counted would stay wrong, as those messages are not counted again. Threads: any (pure function).
[[nodiscard]] bool is_older_than(const ShownRooms& shown, std::string_view event_json);

}  // namespace chatter::realtime
