#pragma once

#include <memory>
#include <string>
#include <vector>

#include "socketio/protocol/packet.hpp"

namespace chatter::socketio {

/// Whom a broadcast reaches. A name is a room, or the id of one socket.
struct Audience {
    std::vector<std::string> rooms;   // any of these; empty: the whole namespace
    std::vector<std::string> except;  // and none of these
};

struct BroadcastFlags {
    bool is_volatile = false;  // dropped where the transport would not take it now
    bool local = false;        // this process only
};

/// Port: carries what concerns many sockets to all of them, in this process and, with a cluster, in the
/// others. Calls from one thread arrive at each worker in their order. Threads: any.
class Adapter {
  public:
    virtual ~Adapter() = default;
    virtual void broadcast(EncodedPacket packet, Audience audience, BroadcastFlags flags) = 0;
    virtual void sockets_join(Audience audience, std::vector<std::string> rooms, BroadcastFlags flags) = 0;
    virtual void sockets_leave(Audience audience, std::vector<std::string> rooms, BroadcastFlags flags) = 0;
    /// `close` ends the whole connection, not only the namespace.
    virtual void disconnect_sockets(Audience audience, bool close, BroadcastFlags flags) = 0;
};

}  // namespace chatter::socketio
