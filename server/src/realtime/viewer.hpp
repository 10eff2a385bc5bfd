#pragma once

#include <any>
#include <memory>
#include <optional>

#include "base/time.hpp"
#include "chat/entities.hpp"
#include "socketio/namespace.hpp"

namespace chatter::realtime {

/// What the gateway keeps with each socket. Threads: the socket's worker.
struct Viewer {
    chat::User user;  // emptied after the greeting, but for the id
    chat::SessionId session_id;
    std::optional<chat::RoomId> typing_room;  // the last one that heard of it, and when
    Time typing_relayed_at;
};

[[nodiscard]] inline Viewer& viewer_of(socketio::Socket& socket) {
    return *std::any_cast<std::shared_ptr<Viewer>&>(socket.data());
}

}  // namespace chatter::realtime
