#pragma once

#include <any>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/time.hpp"
#include "chat/presence.hpp"
#include "socketio/namespace.hpp"

namespace chatter::realtime {

/// What the gateway keeps with each socket. Threads: the socket's worker.
struct Viewer {
    chat::User user;  // emptied after the greeting, but for the id
    chat::SessionId session_id;
    std::string address;                      // whence they connect, for the audit log
    std::optional<chat::RoomId> typing_room;  // the last one that heard of it, and when
    Time typing_relayed_at;
    std::optional<chat::RoomId> open_room;         // the last one typed in that is not direct
    std::optional<chat::PresenceStatus> presence;  // of this connection; nothing before the greeting
    std::optional<std::uint32_t> watcher;          // its number, once it watches anybody (PresenceWatchers)
    std::uint32_t watch_order = 0;                 // of the watch in force
    std::uint32_t watches = 0;                     // that were asked for
};

[[nodiscard]] inline Viewer& viewer_of(socketio::Socket& socket) {
    return *std::any_cast<std::shared_ptr<Viewer>&>(socket.data());
}

}  // namespace chatter::realtime
