#pragma once

#include <any>
#include <atomic>
#include <boost/json/value.hpp>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/task.hpp"
#include "socketio/broadcast.hpp"
#include "socketio/local_adapter.hpp"
#include "socketio/recovery/session_store.hpp"
#include "socketio/room_watch.hpp"
#include "socketio/socket.hpp"

namespace chatter::socketio {

/// A client that asks to join a namespace, as its middlewares see it.
struct ConnectRequest {
    const Handshake& handshake;  // valid until the middleware's answer; empty if it was forgotten
    const boost::json::object& auth;
    std::any data;                   // becomes Socket::data; that of before when it is recovered
    std::vector<std::string> rooms;  // joined as soon as it is let in
    bool recovered = false;          // see RecoveryOptions
};

/// Why a middleware refuses; the client gets `connect_error` with these. `data` null: none is sent.
struct ConnectError {
    std::string message;
    boost::json::value data;
};

/// Answers a server-side event of another server, once. Threads: any.
using ServerSideAck = std::move_only_function<void(boost::json::value)>;

using Middleware = std::function<Task<std::expected<void, ConnectError>>(ConnectRequest&)>;
using EventMiddleware =
    std::function<Task<std::expected<void, std::string>>(const std::shared_ptr<Socket>&, Event&)>;
using ConnectionHandler = std::function<void(const std::shared_ptr<Socket>&)>;
using DisconnectHandler = std::function<void(const std::shared_ptr<Socket>&, DisconnectReason)>;
using ErrorHandler = std::function<void(const std::shared_ptr<Socket>&, std::string_view message)>;
using AnyHandler = std::function<void(const std::shared_ptr<Socket>&, const Event&)>;
using OutgoingHandler = std::function<void(const std::shared_ptr<Socket>&, std::string_view event_json)>;
using ServerSideHandler = std::function<void(boost::json::array args, ServerSideAck ack)>;

/// By name, found without making a string.
struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const noexcept {
        return std::hash<std::string_view>()(name);
    }
};
template <class Handler>
using HandlersByName = std::unordered_map<std::string, Handler, NameHash, std::equal_to<>>;

/// What all workers share of a namespace. Set before the server serves; handlers belong to the namespace, not
/// to each socket, so that a socket costs nothing for them.
struct NamespaceHandlers {
    std::vector<Middleware> middlewares;
    std::vector<EventMiddleware> event_middlewares;
    std::vector<ConnectionHandler> on_connection;
    std::vector<DisconnectHandler> on_disconnecting;
    std::vector<DisconnectHandler> on_disconnect;
    std::vector<AnyHandler> on_any;
    std::vector<OutgoingHandler> on_any_outgoing;
    HandlersByName<EventHandler> on_event;
    EventHandler on_unhandled;
    ErrorHandler on_error;
    HandlersByName<ServerSideHandler> on_server_side;
    RoomHandlers on_room;
    bool watches_rooms = false;
    std::function<boost::json::value(const std::any&)> describe_data;
};

/// A namespace over all workers. Lives as long as its Server; one that was made for a client, and that may be
/// cleaned up, as long as it has sockets or somebody shares it.
class Namespace : public std::enable_shared_from_this<Namespace> {
  public:
    /// `make_adapter` may be empty: then only this process is reached. So may `recovery`: it is off then.
    Namespace(std::string name, net::WorkerGroup& workers, const AdapterFactory& make_adapter,
              std::shared_ptr<NamespaceHandlers> handlers = std::make_shared<NamespaceHandlers>(),
              std::unique_ptr<recovery::SessionStore> recovery = nullptr);
    ~Namespace();

    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    // Before the server serves. Handlers run on the socket's worker and must not block.

    /// Decides who is let in. Middlewares run in the order of their declaration, until one refuses.
    void use(Middleware middleware) { handlers_->middlewares.push_back(std::move(middleware)); }
    /// Sees each event before its handlers; the error of one that refuses goes to on_error. Events keep their
    /// order as long as no middleware suspends.
    void use_event(EventMiddleware middleware) {
        handlers_->event_middlewares.push_back(std::move(middleware));
    }
    void on_connection(ConnectionHandler handler) { handlers_->on_connection.push_back(std::move(handler)); }
    /// While its rooms are still there.
    void on_disconnecting(DisconnectHandler handler) {
        handlers_->on_disconnecting.push_back(std::move(handler));
    }
    void on_disconnect(DisconnectHandler handler) { handlers_->on_disconnect.push_back(std::move(handler)); }
    /// Handles one event; a second handler for it replaces the first.
    void on(std::string event, EventHandler handler) {
        handlers_->on_event[std::move(event)] = std::move(handler);
    }
    /// Sees every event that comes, before its handler.
    void on_any(AnyHandler handler) { handlers_->on_any.push_back(std::move(handler)); }
    /// Handles the events that have no handler of their own.
    void on_unhandled(EventHandler handler) { handlers_->on_unhandled = std::move(handler); }
    /// Sees every event that is sent, once for each socket that it goes to.
    void on_any_outgoing(OutgoingHandler handler) {
        handlers_->on_any_outgoing.push_back(std::move(handler));
    }
    /// Hears what an event middleware refuses, and that a packet could not be read.
    void on_error(ErrorHandler handler) { handlers_->on_error = std::move(handler); }
    /// Handles an event that another server sent with server_side_emit. On whatever thread the adapter has.
    void on_server_side(std::string event, ServerSideHandler handler) {
        handlers_->on_server_side[std::move(event)] = std::move(handler);
    }
    /// Hears of the rooms of this process, each socket's own among them: `create-room` and `delete-room` when
    /// the first socket comes and the last one has gone, `join-room` and `leave-room` for each. All of them
    /// run on the first worker, a moment later, in the order in which it happened.
    void on_room(RoomEvent event, RoomHandler handler) {
        handlers_->on_room[static_cast<std::size_t>(event)].push_back(std::move(handler));
        handlers_->watches_rooms = true;
    }
    /// How a socket's data looks in RemoteSocket. Without it: `{}`.
    void describe_data(std::function<boost::json::value(const std::any&)> describe) {
        handlers_->describe_data = std::move(describe);
    }

    // Threads: any, from here on.

    [[nodiscard]] Broadcast all() { return Broadcast(*this); }
    [[nodiscard]] Broadcast to(const Names& rooms) { return all().to(rooms); }
    [[nodiscard]] Broadcast in(const Names& rooms) { return all().to(rooms); }
    [[nodiscard]] Broadcast except(const Names& rooms) { return all().except(rooms); }
    [[nodiscard]] Broadcast as_volatile() { return all().as_volatile(); }
    [[nodiscard]] Broadcast compress(bool may) { return all().compress(may); }
    [[nodiscard]] Broadcast local() { return all().local(); }
    void emit(std::string_view event, const boost::json::array& args, const Attachments& attachments = {}) {
        all().emit(event, args, attachments);
    }

    /// The sockets of this process. Touch each on its own worker.
    [[nodiscard]] Task<std::vector<std::shared_ptr<Socket>>> sockets();
    /// Those of all servers, as they are now.
    [[nodiscard]] Task<std::vector<RemoteSocket>> fetch_sockets() { return all().fetch_sockets(); }
    /// The names of the rooms of all servers, each once; every socket's id is one.
    [[nodiscard]] Task<std::vector<std::string>> all_rooms();
    /// Sends an event to the other servers of the cluster; their on_server_side handles it.
    void server_side_emit(std::string_view event, const boost::json::array& args);
    /// The same, and waits for what they answer.
    [[nodiscard]] Task<ServerSideReplies> server_side_emit_with_ack(std::string_view event,
                                                                    const boost::json::array& args);

    // For adapters and the library itself:

    [[nodiscard]] Adapter& adapter() noexcept { return *adapter_; }
    /// Reaches the sockets of this process.
    [[nodiscard]] LocalAdapter& local_adapter() noexcept { return local_adapter_; }
    /// An event that another server sent. `ack` may be empty.
    void handle_server_side(boost::json::array event, ServerSideAck ack);
    /// Unique among the packets of this namespace that this server sends.
    [[nodiscard]] std::uint64_t next_ack_id() noexcept { return next_ack_id_++; }
    [[nodiscard]] const NamespaceHandlers& handlers() const noexcept { return *handlers_; }
    /// Null when connection state recovery is off.
    [[nodiscard]] recovery::SessionStore* recovery() noexcept { return recovery_.get(); }
    [[nodiscard]] bool adapter_follows_rooms() const noexcept { return adapter_follows_rooms_; }
    /// Null when nobody hears of rooms.
    [[nodiscard]] RoomWatch* room_watch() noexcept {
        return handlers_->watches_rooms || adapter_follows_rooms_ ? &room_watch_ : nullptr;
    }
    [[nodiscard]] net::Worker& first_worker() noexcept;
    /// A parent has no sockets of its own: what it does is done to its children.
    void become_parent(std::function<std::vector<std::shared_ptr<Namespace>>()> children) {
        children_ = std::move(children);
    }
    [[nodiscard]] bool is_parent() const noexcept { return children_ != nullptr; }
    [[nodiscard]] std::vector<std::shared_ptr<Namespace>> children() const { return children_(); }
    /// From now on it goes with its last guest: a socket, or one that may become one.
    void become_passing() noexcept { is_passing_ = true; }
    [[nodiscard]] bool is_passing() const noexcept { return is_passing_; }
    void count_guest() noexcept { ++guests_; }
    /// Returns whether that was the last one.
    [[nodiscard]] bool discount_guest() noexcept { return --guests_ == 0; }
    [[nodiscard]] bool has_guests() const noexcept { return guests_ > 0; }
    /// Nobody enters it any more.
    void retire();
    /// When no worker runs any more.
    void release_sockets();
    [[nodiscard]] NamespaceShard& on_worker(const net::Worker& worker) noexcept;

  private:
    const std::string name_;
    const std::shared_ptr<NamespaceHandlers> handlers_;
    const std::unique_ptr<recovery::SessionStore> recovery_;
    std::vector<std::shared_ptr<NamespaceShard>> shards_;
    LocalAdapter local_adapter_;
    std::unique_ptr<Adapter> made_adapter_;
    Adapter* adapter_;
    bool adapter_follows_rooms_ = false;
    std::atomic<std::uint64_t> next_ack_id_ = 0;
    std::function<std::vector<std::shared_ptr<Namespace>>()> children_;  // of a parent
    RoomWatch room_watch_;
    std::atomic<std::size_t> guests_ = 0;
    bool is_passing_ = false;
};

}  // namespace chatter::socketio
