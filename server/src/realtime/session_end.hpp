#pragma once

#include <boost/json/object.hpp>

#include "socketio/broadcast.hpp"

namespace chatter::realtime {

/// Tells the sockets of an ended session, and closes them. Threads: any.
inline void end_session(const socketio::Broadcast& sockets) {
    sockets.emit("session:revoked", {boost::json::object()});
    sockets.disconnect_sockets(true);
}

}  // namespace chatter::realtime
