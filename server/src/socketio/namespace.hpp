#pragma once

#include <any>
#include <boost/json/value.hpp>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/random.hpp"
#include "base/task.hpp"
#include "socketio/adapter.hpp"
#include "socketio/socket.hpp"

namespace chatter::socketio {

/// A client that asks to join a namespace, as its middlewares see it.
struct ConnectRequest {
    const engineio::Handshake& handshake;  // valid until the middleware's answer; empty if it was forgotten
    const boost::json::object& auth;
    std::any data;  // becomes Socket::data
};

/// Why a middleware refuses; the client gets `connect_error` with these. `data` null: none is sent.
struct ConnectError {
    std::string message;
    boost::json::value data;
};

using Middleware = std::function<Task<std::expected<void, ConnectError>>(ConnectRequest&)>;
using ConnectionHandler = std::function<void(const std::shared_ptr<Socket>&)>;
using DisconnectHandler = std::function<void(const std::shared_ptr<Socket>&, DisconnectReason)>;
using EventHandler = std::function<void(const std::shared_ptr<Socket>&, Event)>;

/// A delivery group of one worker.
struct Room {
    std::string name;
    std::vector<Socket*> members;
};

/// What all workers share of a namespace. Handlers are set before the server serves, and belong to the
/// namespace, not to each socket, so that a socket costs nothing for them.
struct NamespaceHandlers {
    std::vector<Middleware> middlewares;
    std::vector<ConnectionHandler> on_connection;
    std::vector<DisconnectHandler> on_disconnecting;  // rooms are still there
    std::vector<DisconnectHandler> on_disconnect;
    std::unordered_map<std::string, EventHandler> on_event;
    EventHandler on_any;  // events that have no handler of their own
};

/// The part of a namespace that lives on one worker: its sockets and rooms. Worker thread only.
class NamespaceShard {
  public:
    NamespaceShard(std::string name, net::Worker& worker, const NamespaceHandlers& handlers);

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] net::Worker& worker() const noexcept { return worker_; }
    [[nodiscard]] const NamespaceHandlers& handlers() const noexcept { return handlers_; }
    [[nodiscard]] std::size_t socket_count() const noexcept { return sockets_.size(); }
    [[nodiscard]] std::vector<std::shared_ptr<Socket>> sockets() { return collect({}); }
    [[nodiscard]] std::size_t room_count() const noexcept { return rooms_.size(); }

    void add(const std::shared_ptr<Socket>& socket);
    void remove(Socket& socket, DisconnectReason reason);
    void join(Socket& socket, const std::string& room);
    void leave(Socket& socket, const std::string& room);

    void broadcast(const EncodedPacket& packet, const Audience& audience, BroadcastFlags flags);
    void sockets_join(const Audience& audience, const std::vector<std::string>& rooms);
    void sockets_leave(const Audience& audience, const std::vector<std::string>& rooms);
    void disconnect_sockets(const Audience& audience, bool close);

  private:
    template <class Visit>
    void for_each(const Audience& audience, Visit visit);
    template <class Visit>
    void for_each_named(const std::string& name, Visit visit);
    [[nodiscard]] std::vector<std::shared_ptr<Socket>> collect(const Audience& audience);
    void leave_at(Socket& socket, std::size_t index);

    const std::string name_;
    net::Worker& worker_;
    const NamespaceHandlers& handlers_;
    std::unordered_map<std::string, std::shared_ptr<Socket>> sockets_;
    std::unordered_map<std::string, std::unique_ptr<Room>> rooms_;
    std::uint64_t last_mark_ = 0;
};

class Namespace;

/// Chooses whom to reach, then does it: `nsp.to("room").except("id").emit("event", {…})`. Threads: any.
class Broadcast {
  public:
    explicit Broadcast(Adapter& adapter, std::string_view nsp) : adapter_(&adapter), nsp_(nsp) {}

    [[nodiscard]] Broadcast to(std::string room) const;
    [[nodiscard]] Broadcast except(std::string room) const;
    [[nodiscard]] Broadcast as_volatile() const;
    [[nodiscard]] Broadcast local() const;

    /// Encodes once for all.
    void emit(std::string_view event, const boost::json::array& args) const;
    /// The same with the event's JSON (`["name",…]`) already made.
    void emit_json(std::string_view event_json) const;
    void sockets_join(std::vector<std::string> rooms) const;
    void sockets_leave(std::vector<std::string> rooms) const;
    void disconnect_sockets(bool close) const;

  private:
    Adapter* adapter_;
    std::string_view nsp_;
    Audience audience_;
    BroadcastFlags flags_;
};

/// A namespace over all workers.
class Namespace {
  public:
    Namespace(std::string name, net::WorkerGroup& workers);
    ~Namespace();

    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    // Before the server serves:
    void use(Middleware middleware) { handlers_.middlewares.push_back(std::move(middleware)); }
    void on_connection(ConnectionHandler handler) { handlers_.on_connection.push_back(std::move(handler)); }
    void on_disconnecting(DisconnectHandler handler) {
        handlers_.on_disconnecting.push_back(std::move(handler));
    }
    void on_disconnect(DisconnectHandler handler) { handlers_.on_disconnect.push_back(std::move(handler)); }
    void on(std::string event, EventHandler handler) {
        handlers_.on_event[std::move(event)] = std::move(handler);
    }
    void on_any(EventHandler handler) { handlers_.on_any = std::move(handler); }
    void set_adapter(std::unique_ptr<Adapter> adapter) { adapter_ = std::move(adapter); }

    // Threads: any, from here on.
    [[nodiscard]] Broadcast to(std::string room) const { return all().to(std::move(room)); }
    [[nodiscard]] Broadcast all() const { return Broadcast(*adapter_, name_); }
    [[nodiscard]] NamespaceShard& on_worker(const net::Worker& worker) noexcept {
        return *shards_[worker.index()];
    }

  private:
    const std::string name_;
    NamespaceHandlers handlers_;
    std::vector<std::unique_ptr<NamespaceShard>> shards_;
    std::unique_ptr<Adapter> adapter_;
};

}  // namespace chatter::socketio
