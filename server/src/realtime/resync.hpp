#pragma once

#include <chrono>
#include <string>

#include "socketio/namespace.hpp"

namespace chatter::realtime {

/// Has the clients of this process catch up with what it has not heard of itself: closes their connections
/// without a word, a few at a time. A client takes that for an accident, comes back and asks `sync`. Runs on
/// a worker.
Task<void> resync_all(socketio::Namespace& nsp);
/// The same for the end of this process, evenly over `within`. Ends when the last has been closed.
Task<void> let_all_go(socketio::Namespace& nsp, std::chrono::milliseconds within);
/// As resync_all for those that hear `room` alone, all at once.
Task<void> resync_room(socketio::Namespace& nsp, std::string room);

}  // namespace chatter::realtime
