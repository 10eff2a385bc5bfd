#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "socketio/ack.hpp"
#include "socketio/protocol/packet.hpp"

namespace chatter::socketio {

class Namespace;

/// Whom a broadcast reaches. A name is a room, or the id of one socket.
struct Audience {
    std::vector<std::string> rooms;   // any of these; empty: the whole namespace
    std::vector<std::string> except;  // and none of these

    bool operator==(const Audience&) const = default;
};

struct BroadcastFlags {
    bool is_volatile = false;  // dropped where the transport would not take it now
    bool local = false;        // this process only
    bool compress = true;      // a transport that can may compress it
};

/// A socket as any process of the cluster sees it, at the time of asking.
struct RemoteSocket {
    std::string id;
    std::vector<std::string> rooms;  // its own id among them
    boost::json::object handshake;   // Node's: headers, time, address, …; empty when it was forgotten
    boost::json::value data;         // as Namespace::describe_data makes it
};

/// What the other servers answered to a server-side event.
struct ServerSideReplies {
    std::vector<boost::json::value> replies;  // one a server
    bool complete = true;                     // all of them answered in time
};

/// Port: carries what concerns many sockets to all of them, in this process and, with a cluster, in the
/// others. One belongs to each namespace. What goes out by calls from one thread arrives at each worker in
/// their order. Callbacks come once, on any thread. Threads: any.
///
/// An adapter for a cluster relays each call to `Namespace::local_adapter()`, which reaches the sockets of
/// this process, and unless `flags.local`, to the other servers, which call their local adapter.
class Adapter {
  public:
    virtual ~Adapter() = default;

    /// `packet` is an encoded event; `json_of(packet)` is its JSON.
    virtual void broadcast(EncodedPacket packet, Audience audience, BroadcastFlags flags) = 0;
    /// The same with acks: `packet` carries `ack_id`, which is Namespace::next_ack_id() of this server.
    /// Clients that have not answered within `timeout` are given up; the collector has a deadline of its own.
    virtual void broadcast_with_ack(EncodedPacket packet, std::uint64_t ack_id, Audience audience,
                                    BroadcastFlags flags, std::chrono::milliseconds timeout,
                                    std::shared_ptr<ReplyCollector> collector) = 0;
    virtual void sockets_join(Audience audience, std::vector<std::string> rooms, BroadcastFlags flags) = 0;
    virtual void sockets_leave(Audience audience, std::vector<std::string> rooms, BroadcastFlags flags) = 0;
    /// `close` ends the whole connection, not only the namespace.
    virtual void disconnect_sockets(Audience audience, bool close, BroadcastFlags flags) = 0;

    using OnSockets = std::move_only_function<void(std::vector<RemoteSocket>)>;
    virtual void fetch_sockets(Audience audience, BroadcastFlags flags, OnSockets done) = 0;
    using OnRooms = std::move_only_function<void(std::vector<std::string>)>;
    /// The names of all rooms, each once; every socket's id is one.
    virtual void all_rooms(BroadcastFlags flags, OnRooms done) = 0;

    using OnServerSideReplies = std::move_only_function<void(ServerSideReplies)>;
    /// Sends `event_json` (`["name",arg,…]`) to the other servers, never to this one; there it goes to
    /// Namespace::handle_server_side. An empty `done` asks for no reply.
    virtual void server_side_emit(std::string event_json, OnServerSideReplies done) = 0;

    /// Whether it wants to hear what follows, asked once when it is made: which rooms this process has, each
    /// socket's own among them. The first socket has come into one; the last has left it. In the order in
    /// which it happens, on the thread where it does, under a lock: it may only note it, and post.
    [[nodiscard]] virtual bool follows_rooms() const { return false; }
    virtual void room_created(std::string_view room) { (void)room; }
    virtual void room_deleted(std::string_view room) { (void)room; }
};

/// Makes the adapter of a namespace that is being made.
using AdapterFactory = std::function<std::unique_ptr<Adapter>(Namespace&)>;

}  // namespace chatter::socketio
