// `--as cluster` of the conformance servers: several of them, or with Node servers that use
// `@socket.io/redis-adapter`, are one over Redis.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <iostream>
#include <thread>

#include "cluster/socketio_adapter.hpp"
#include "socketio/examples/conformance/kinds.hpp"

namespace chatter::conformance {

namespace json = boost::json;
using namespace std::chrono_literals;
using socketio::Event;
using SocketPtr = std::shared_ptr<socketio::Socket>;

namespace {

constexpr auto requests_timeout = 2s;
constexpr auto ack_timeout = 5s;
constexpr auto redis_timeout = 10s;

class ClusterKind final : public Kind {
  public:
    ClusterKind(net::WorkerGroup& workers, cluster::redis::Address address, socketio::ServerOptions options,
                cluster::AdapterOptions of_adapter, Random& random)
        : redis_(std::move(address), random),
          io(workers, with_adapter(std::move(options), std::move(of_adapter), random), random) {}
    ~ClusterKind() override { redis_.stop(); }

    [[nodiscard]] const net::Service& http() const override { return io.http(); }
    void close(std::move_only_function<void()> done) override { io.close(std::move(done)); }
    /// False when Redis does not answer.
    [[nodiscard]] bool start() {
        redis_.start();
        const auto deadline = std::chrono::steady_clock::now() + redis_timeout;
        while (!redis_.is_up() && std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(5ms);
        return redis_.is_up();
    }

  private:
    socketio::ServerOptions with_adapter(socketio::ServerOptions options, cluster::AdapterOptions of_adapter,
                                         Random& random) {
        options.make_adapter = cluster::make_redis_adapter(redis_, random, std::move(of_adapter));
        return options;
    }

    cluster::redis::Client redis_;

  public:
    socketio::Server io;
};

std::string hello(const SocketPtr& socket) { return "hello from " + std::string(socket->id()); }

std::string first_text(const Event& event) {
    const auto* const text = event.args.empty() ? nullptr : event.args.front().if_string();
    return text ? std::string(*text) : std::string();
}

/// With the list as its one argument.
void answer(Event& event, json::array list) {
    json::array args;
    args.emplace_back(std::move(list));
    event.ack(args);
}

template <class Handle>
void on(socketio::Namespace& nsp, std::string name, Handle handle) {
    nsp.on(std::move(name), [handle](const SocketPtr& socket, Event event) {
        asio::co_spawn(socket->worker().executor(), handle(socket, std::move(event)), asio::detached);
    });
}

Task<void> ask_all(SocketPtr socket, Event event) {
    const auto replies =
        co_await socket->nsp().all().emit_with_ack("broadcast_with_ack", {nullptr}, ack_timeout);
    json::array list;
    for (const auto& reply : replies.replies)
        list.push_back(reply.args.empty() ? json::value() : reply.args.front());
    answer(event, std::move(list));
}

Task<void> fetch(SocketPtr socket, Event event) {
    json::array list;
    for (const auto& found : co_await socket->nsp().fetch_sockets())
        list.push_back(json::object{{"id", found.id}, {"ns", socket->nsp().name()}});
    answer(event, std::move(list));
}

Task<void> join_all(SocketPtr socket, Event event) {
    socket->nsp().all().sockets_join("room7");
    co_await wait(100ms);
    event.ack({});
}

Task<void> leave_all(SocketPtr socket, Event event) {
    socket->nsp().all().sockets_leave("room4");
    co_await wait(100ms);
    event.ack({});
}

Task<void> tell_rooms(SocketPtr socket, Event event) {
    json::array list;
    for (const auto& room : co_await socket->nsp().all_rooms()) list.emplace_back(room);
    answer(event, std::move(list));
}

Task<void> ask_one(SocketPtr socket, Event event) {
    const auto one = socket->nsp().to(first_text(event));
    const auto replies = co_await one.emit_with_ack("emit", {hello(socket)}, ack_timeout);
    if (replies.replies.empty()) co_return;
    event.ack(replies.replies.front().args);
}

Task<void> join_one(SocketPtr socket, Event event) {
    socket->nsp().to(first_text(event)).sockets_join(hello(socket));
    co_await wait(50ms);
    event.ack({});
}

Task<void> leave_one(SocketPtr socket, Event event) {
    socket->nsp().to(first_text(event)).sockets_leave("room4");
    co_await wait(50ms);
    event.ack({});
}

Task<void> tell_rooms_of_one(SocketPtr socket, Event event) {
    json::array list;
    for (const auto& found : co_await socket->nsp().to(first_text(event)).fetch_sockets())
        for (const auto& room : found.rooms) list.emplace_back(room);
    answer(event, std::move(list));
}

void declare(socketio::Namespace& nsp) {
    nsp.on_connection([](const SocketPtr& socket) {
        for (const auto* room : {"room1", "room2", "room4", "room5"}) socket->join(room);
    });
    nsp.on("broadcast",
           [](const SocketPtr& socket, Event) { socket->nsp().emit("broadcast", {hello(socket)}); });
    nsp.on("volatile_broadcast", [](const SocketPtr& socket, Event) {
        socket->nsp().as_volatile().emit("volatile_broadcast", {hello(socket)});
    });
    nsp.on("disconnect_socket",
           [](const SocketPtr& socket, Event) { socket->nsp().all().disconnect_sockets(); });
    nsp.on("emit_from_remote_sock", [](const SocketPtr& socket, Event event) {
        socket->nsp().to(first_text(event)).emit("emit", {hello(socket)});
        event.ack({});
    });
    nsp.on("disconnect_remote_sock", [](const SocketPtr& socket, Event event) {
        socket->nsp().to(first_text(event)).disconnect_sockets();
        event.ack({});
    });
    on(nsp, "broadcast_with_ack", ask_all);
    on(nsp, "fetch_sockets", fetch);
    on(nsp, "join_room", join_all);
    on(nsp, "leave_room", leave_all);
    on(nsp, "rooms", tell_rooms);
    on(nsp, "emit_with_ack_from_remote_sock", ask_one);
    on(nsp, "join_room_from_remote_sock", join_one);
    on(nsp, "leave_room_from_remote_sock", leave_one);
    on(nsp, "get_rooms_remote_sock", tell_rooms_of_one);
    // For tests of what servers say to each other.
    nsp.on("broadcast_to", [](const SocketPtr& socket, const Event& event) {
        socket->nsp().to(first_text(event)).emit("told in a room", {event.args.at(1)});
    });
    nsp.on("server_side_emit",
           [](const SocketPtr& socket, Event event) { socket->nsp().server_side_emit("told", event.args); });
    on(nsp, "server_side_emit_with_ack", [](SocketPtr socket, Event event) -> Task<void> {
        const auto replies = co_await socket->nsp().server_side_emit_with_ack("asked", event.args);
        answer(event, json::array(replies.replies.begin(), replies.replies.end()));
    });
    nsp.on_server_side(
        "told", [&nsp](const json::array& args, socketio::ServerSideAck) { nsp.local().emit("told", args); });
    nsp.on_server_side("asked", [](const json::array& args, socketio::ServerSideAck ack) {
        if (ack) ack(json::object{{"chatter", args}});
    });
}

KindPtr make_cluster(net::WorkerGroup& workers, Random& random, const Flags& flags) {
    const auto address = cluster::redis::parse_url(flags.redis_url);
    if (!address) {
        std::cerr << "--redis " << address.error().detail << "\n";
        return nullptr;
    }
    socketio::ServerOptions options;
    flags.apply_to(options);
    cluster::AdapterOptions of_adapter{.requests_timeout = requests_timeout};
    if (flags.redis_adapter == "sharded") of_adapter.kind = cluster::AdapterKind::sharded;
    if (flags.subscription_mode == "static")
        of_adapter.subscription_mode = cluster::SubscriptionMode::static_only;
    else if (flags.subscription_mode == "dynamic-private")
        of_adapter.subscription_mode = cluster::SubscriptionMode::dynamic_private;
    auto kind =
        std::make_unique<ClusterKind>(workers, *address, std::move(options), std::move(of_adapter), random);
    declare(kind->io.of("/"));
    if (!kind->start()) {
        std::cerr << "Redis does not answer\n";
        return nullptr;
    }
    return kind;
}

[[maybe_unused]] const bool is_registered = kinds_from_above().emplace("cluster", make_cluster).second;

}  // namespace
}  // namespace chatter::conformance
