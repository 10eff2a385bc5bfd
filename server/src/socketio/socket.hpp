#pragma once

#include <any>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/task.hpp"
#include "socketio/ack.hpp"
#include "socketio/broadcast.hpp"
#include "socketio/handshake.hpp"

namespace chatter::socketio {

class Client;
class BroadcastBatch;
class Namespace;
class NamespaceShard;
class Socket;
namespace recovery {
struct Trail;
}
struct Room;

/// Why a socket left its namespace, in the words of the Node server.
enum class DisconnectReason : std::uint8_t {
    transport_error,
    transport_close,
    forced_close,
    ping_timeout,
    parse_error,
    slow_consumer,  ///< ours: the peer did not read what it was sent
    server_shutting_down,
    forced_server_close,
    client_namespace_disconnect,
    server_namespace_disconnect,
};
[[nodiscard]] std::string_view to_string(DisconnectReason reason) noexcept;

/// An event that came. Attachments stand in `args` as `{"_placeholder":true,"num":n}`.
struct Event {
    std::string name;
    boost::json::array args;
    Attachments attachments;
    Ack ack;
};
using EventHandler = std::function<void(const std::shared_ptr<Socket>&, Event)>;

struct EmitFlags {
    bool is_volatile = false;  // dropped when the transport would not take it now
    bool compress = true;      // a transport that can may compress it
};

/// One client's presence in one namespace. It lives and dies on its worker; all calls there, but for `id()`
/// and `worker()`, which any thread may make.
class Socket : public std::enable_shared_from_this<Socket> {
  public:
    static constexpr std::size_t id_length = 20;

    /// `id` has id_length characters.
    Socket(std::string_view id, Client& client, NamespaceShard& shard, std::any data);
    ~Socket();

    [[nodiscard]] std::string_view id() const noexcept { return {id_.data(), id_.size()}; }
    [[nodiscard]] net::Worker& worker() const noexcept { return worker_; }
    [[nodiscard]] Namespace& nsp() const noexcept;
    [[nodiscard]] bool is_connected() const noexcept { return client_ != nullptr; }
    /// Whether the client has come back as this socket, with its rooms and data, and got what it had missed.
    [[nodiscard]] bool recovered() const noexcept { return recovered_; }
    /// What the application keeps with this socket: what its middleware left, until it changes it.
    [[nodiscard]] std::any& data() noexcept { return data_; }

    /// Joins at once. No effect after the disconnection.
    void join(std::string_view room);
    void leave(std::string_view room);
    [[nodiscard]] bool is_in(std::string_view room) const noexcept;
    /// Its own id, then the rooms that it joined.
    [[nodiscard]] std::vector<std::string> rooms() const;

    /// Throws std::invalid_argument when `event` is a reserved name. Where bytes of `attachments` belong,
    /// `args` has a `placeholder(n)`.
    void emit(std::string_view event, const boost::json::array& args, const Attachments& attachments = {},
              EmitFlags flags = {});
    /// The same with the event's JSON (`["name",…]`) already made.
    void emit_json(std::string_view event_json, const Attachments& attachments = {}, EmitFlags flags = {});
    /// Asks for an answer, for at most `timeout`.
    void emit_with_ack(std::string_view event, const boost::json::array& args,
                       std::chrono::milliseconds timeout, OnReply done, const Attachments& attachments = {},
                       EmitFlags flags = {});
    [[nodiscard]] Task<std::expected<Reply, AckError>> emit_with_ack(std::string_view event,
                                                                     boost::json::array args,
                                                                     std::chrono::milliseconds timeout,
                                                                     Attachments attachments = {},
                                                                     EmitFlags flags = {});

    /// Everybody of the namespace but this socket; `to` narrows it.
    [[nodiscard]] Broadcast broadcast() const;
    [[nodiscard]] Broadcast to(const Names& rooms) const { return broadcast().to(rooms); }
    [[nodiscard]] Broadcast in(const Names& rooms) const { return broadcast().to(rooms); }
    [[nodiscard]] Broadcast except(const Names& rooms) const { return broadcast().except(rooms); }

    /// Handles an event of this socket alone, in the place of the namespace's handler. Costs memory, which a
    /// handler of the namespace does not.
    void on(std::string_view event, EventHandler handler);
    void off(std::string_view event);

    /// Ends this socket; with `close`, its whole connection. The client takes it as final and does not
    /// reconnect.
    void disconnect(bool close = false);
    /// Ends the connection without a word: the client takes it as an accident and reconnects.
    void close_connection();
    /// From now on broadcasts wait, while emit() goes through: for a greeting that must come first.
    void hold_broadcasts();
    /// Lets go, in their order, those that waited; with `keep`, which sees each event's JSON, only those for
    /// which it is true.
    void release_broadcasts(const std::function<bool(std::string_view event_json)>& keep = {});

    /// How the connection began; null once it was forgotten, or after the disconnection.
    [[nodiscard]] std::shared_ptr<const Handshake> handshake() const;
    /// What the client sent along when it joined this namespace; empty once it was forgotten.
    [[nodiscard]] const boost::json::object& auth() const noexcept;
    /// Both, as the Node server shows them; empty once they were forgotten.
    [[nodiscard]] boost::json::object handshake_json() const;
    /// Gives their memory back. The handshake is that of all sockets of the connection.
    void forget_handshake();
    /// The Engine.IO session below: its sid, its transport. Null after the disconnection.
    [[nodiscard]] engineio::Session* session() const noexcept { return session_; }

  private:
    friend class Ack;
    friend class Client;
    friend class NamespaceShard;
    struct Extras;
    struct Membership {
        Room* room;
        std::size_t position;  // in the room's list, so that leaving is O(1)
    };

    void deliver(const EncodedPacket& packet, bool is_volatile);
    /// Delivers and writes all that was gathered but the `first` packets.
    void deliver_now(const BroadcastBatch& batch, std::uint32_t first);
    void put(const EncodedPacket& packet);
    void send(const EncodedPacket& packet);
    void write(std::string_view event_json, std::optional<std::uint64_t> ack_id,
               const Attachments& attachments, EmitFlags flags);
    void answer(std::uint64_t ack_id, std::string_view args_json, const Attachments& attachments);
    void expect_reply(std::uint64_t ack_id, std::chrono::milliseconds timeout, OnReply done);
    void finish_reply(std::uint64_t ack_id, std::expected<Reply, AckError> reply);
    [[nodiscard]] std::shared_ptr<const EventHandler> own_handler(std::string_view event) const noexcept;
    void keep_auth(boost::json::object auth);
    /// What remains to do once the disconnection has been told.
    void abandon();
    [[nodiscard]] Extras& extras();
    void keep_trail(recovery::Trail trail);
    void note_offset(const EncodedPacket& packet) const noexcept;
    /// Null when connection state recovery is off.
    [[nodiscard]] recovery::Trail* trail() const noexcept;
    void release_extras() noexcept;

    // What a broadcast touches comes first.
    engineio::Session* session_;
    std::uint64_t mark_ = 0;     // the last broadcast that found this socket
    std::uint32_t batch_ = 0;    // the last one of which it was sent some ahead of the others
    std::uint32_t batched_ = 0;  // how many packets of that one
    bool holds_broadcasts_ = false;
    bool recovered_ = false;
    const std::array<char, id_length> id_;
    Client* client_;
    NamespaceShard& shard_;
    std::shared_ptr<Namespace> stay_;  // keeps the namespace from being cleaned up
    net::Worker& worker_;
    Socket* next_of_client_ = nullptr;
    std::vector<Membership> memberships_;
    std::any data_;
    std::unique_ptr<Extras> extras_;  // what most sockets lack
};

}  // namespace chatter::socketio
