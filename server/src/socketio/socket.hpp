#pragma once

#include <any>
#include <boost/json/array.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "socketio/engineio/session.hpp"
#include "socketio/protocol/packet.hpp"

namespace chatter::socketio {

class Client;
class NamespaceShard;
struct Room;

/// Why a socket left its namespace, in the words of the Node server.
enum class DisconnectReason : std::uint8_t {
    transport_error,
    transport_close,
    forced_close,
    ping_timeout,
    parse_error,
    slow_consumer,
    server_shutting_down,
    client_namespace_disconnect,
    server_namespace_disconnect,
};
[[nodiscard]] std::string_view to_string(DisconnectReason reason) noexcept;

/// One client's presence in one namespace. It lives and dies on its worker; all calls there, but for
/// `worker()`.
class Socket : public std::enable_shared_from_this<Socket> {
  public:
    Socket(std::string id, Client& client, NamespaceShard& shard, std::any data);
    ~Socket();

    [[nodiscard]] const std::string& id() const noexcept { return id_; }
    [[nodiscard]] net::Worker& worker() const noexcept { return worker_; }
    [[nodiscard]] bool is_connected() const noexcept { return client_ != nullptr; }
    /// What the application keeps with this socket: what its middleware left, until it changes it.
    [[nodiscard]] std::any& data() noexcept { return data_; }

    /// Joins at once. No effect after the disconnection.
    void join(const std::string& room);
    void leave(const std::string& room);
    [[nodiscard]] bool is_in(std::string_view room) const noexcept;
    [[nodiscard]] std::vector<std::string> rooms() const;

    void emit(std::string_view event, const boost::json::array& args);
    void emit_volatile(std::string_view event, const boost::json::array& args);
    /// Ends this socket; with `close`, its whole connection. The client takes it as final and does not
    /// reconnect.
    void disconnect(bool close = false);
    /// Ends the connection without a word: the client takes it as an accident and reconnects.
    void close_connection();
    /// From now on broadcasts wait, while emit() goes through: for a greeting that must come first.
    void hold_broadcasts();
    /// Lets go, in their order, those that waited.
    void release_broadcasts();

    /// The handshake is kept for middlewares of further namespaces; an application that has none gives it
    /// back.
    void forget_handshake();

  private:
    friend class Client;
    friend class NamespaceShard;
    struct Membership {
        Room* room;
        std::size_t position;  // in the room's list, so that leaving is O(1)
    };

    friend class Ack;
    void deliver(const EncodedPacket& packet, bool is_volatile);
    void answer(std::uint64_t ack_id, const boost::json::array& args);
    void send(const EncodedPacket& packet);

    const std::string id_;
    net::Worker& worker_;
    Client* client_;
    NamespaceShard& shard_;
    std::vector<Membership> memberships_;
    std::unique_ptr<std::vector<EncodedPacket>> held_;
    std::any data_;
    std::uint64_t mark_ = 0;  // the last broadcast that found this socket
};

/// Answers one event, once; a second answer, or one after the disconnection, is dropped. On the socket's
/// worker.
class Ack {
  public:
    Ack() = default;
    Ack(std::weak_ptr<Socket> socket, std::uint64_t id) : socket_(std::move(socket)), id_(id) {}

    /// Whether the client asked for an answer.
    [[nodiscard]] explicit operator bool() const noexcept { return id_.has_value(); }
    void operator()(const boost::json::array& args);

  private:
    std::weak_ptr<Socket> socket_;
    std::optional<std::uint64_t> id_;
};

/// An event that came. Attachments stand in `args` as `{"_placeholder":true,"num":n}`.
struct Event {
    std::string name;
    boost::json::array args;
    std::vector<std::string> attachments;
    Ack ack;
};

}  // namespace chatter::socketio
