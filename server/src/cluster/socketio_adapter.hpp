#pragma once

#include <boost/json/array.hpp>
#include <chrono>
#include <functional>
#include <string>

#include "base/random.hpp"
#include "cluster/adapter_kind.hpp"
#include "cluster/redis/client.hpp"
#include "socketio/adapter.hpp"

namespace chatter::cluster {

/// Comes between an event (`["name",…]`) and the sockets of this process that are to hear it, and calls
/// `deliver` when they may: now, later, or never. Called on the thread that broadcasts, and on the client's
/// for other servers' events.
using AdapterGate = std::function<void(const boost::json::array& event, const socketio::Audience& audience,
                                       std::move_only_function<void()> deliver)>;

struct AdapterOptions {
    std::string prefix = "socket.io";  // of the channels; all servers have the same, and what follows
    AdapterKind kind = AdapterKind::classic;
    SubscriptionMode subscription_mode = SubscriptionMode::dynamic;
    /// How long the other servers may take to answer. Then what has come is all.
    std::chrono::milliseconds requests_timeout{5'000};
    /// None: all is delivered as it comes. It does not see what is broadcast to this process alone.
    AdapterGate gate = {};
};

/// Joins a Socket.IO server with others by Redis's pub/sub: with those of this library, with Node servers
/// that use `@socket.io/redis-adapter` 8, and, where it is the classic one, with
/// `@socket.io/redis-emitter` 5. While Redis is away only this process is reached; what was said then is lost
/// to the others. The sharded adapter cannot ask for all rooms: these are those of this process. All
/// references outlive the server.
[[nodiscard]] socketio::AdapterFactory make_redis_adapter(redis::Client& client, Random& random,
                                                          AdapterOptions options = {});

}  // namespace chatter::cluster
