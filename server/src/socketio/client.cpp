#include "socketio/client.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "base/log.hpp"
#include "base/text.hpp"

namespace chatter::socketio {

namespace json = boost::json;

namespace {

DisconnectReason to_disconnect_reason(engineio::CloseReason reason) noexcept {
    switch (reason) {
        case engineio::CloseReason::transport_error: return DisconnectReason::transport_error;
        case engineio::CloseReason::transport_close: return DisconnectReason::transport_close;
        case engineio::CloseReason::forced_close: return DisconnectReason::forced_close;
        case engineio::CloseReason::ping_timeout: return DisconnectReason::ping_timeout;
        case engineio::CloseReason::parse_error: return DisconnectReason::parse_error;
        case engineio::CloseReason::slow_consumer: return DisconnectReason::slow_consumer;
        case engineio::CloseReason::server_shutting_down: return DisconnectReason::server_shutting_down;
    }
    return DisconnectReason::transport_error;
}

}  // namespace

Client::Client(Server& server, engineio::Session& session)
    : server_(server),
      session_(session),
      connect_timeout_(std::make_unique<net::Timer>(
          [](void* self) { static_cast<Client*>(self)->session_.close(engineio::CloseReason::forced_close); },
          this)) {
    connect_timeout_->schedule(session.worker().timers(), server.options().connect_timeout);
}

Client::~Client() = default;

void Client::on_message(bool binary, std::string_view data) {
    if (binary != (pending_ != nullptr)) return close_for_protocol_error();
    if (binary) {
        pending_->attachments.emplace_back(data);
        if (pending_->attachments.size() < pending_->packet.attachment_count) return;
        const auto whole = std::move(pending_);
        return handle_packet(std::move(whole->packet), std::move(whole->attachments));
    }
    auto packet = decode_packet(data);
    if (!packet) return close_for_protocol_error();
    if (packet->attachment_count > 0) {
        pending_ = std::make_unique<Pending>(std::move(*packet), std::vector<std::string>());
        return;
    }
    handle_packet(std::move(*packet), {});
}

void Client::handle_packet(Packet packet, std::vector<std::string> attachments) {
    if (packet.type == PacketType::connect) return connect(std::move(packet));
    const auto socket = find(packet.nsp);
    if (!socket) return close_for_protocol_error();
    switch (packet.type) {
        case PacketType::event:
        case PacketType::binary_event:
            return handle_event(*socket, std::move(packet), std::move(attachments));
        case PacketType::ack:
        case PacketType::binary_ack: return;  // nothing was asked
        case PacketType::disconnect: return drop(*socket, DisconnectReason::client_namespace_disconnect);
        default: return close_for_protocol_error();
    }
}

void Client::connect(Packet packet) {
    auto* const shard = server_.find_shard(packet.nsp, session_.worker());
    if (!shard) {
        refuse(packet.nsp, {.message = "Invalid namespace", .data = nullptr});
        return;
    }
    if (find(packet.nsp) || std::ranges::find(connecting_, packet.nsp) != connecting_.end())
        return close_for_protocol_error();
    if (shard->handlers().middlewares.empty()) return accept(*shard, {});
    connecting_.push_back(packet.nsp);
    asio::co_spawn(session_.worker().executor(),
                   run_middlewares(session_.weak_from_this(), this, shard, std::move(packet.payload)),
                   asio::detached);
}

Task<void> Client::run_middlewares(std::weak_ptr<engineio::Session> session, Client* self,
                                   NamespaceShard* shard, json::value auth) {
    static const json::object no_auth;
    const auto* const given = auth.if_object();
    const auto opening = session.lock();
    if (!opening) co_return;
    // Kept here, because another namespace's handler may let the session forget it meanwhile.
    static const auto forgotten = std::make_shared<const engineio::Handshake>();
    const auto handshake = opening->handshake() ? opening->handshake() : forgotten;
    ConnectRequest request{.handshake = *handshake, .auth = given ? *given : no_auth, .data = {}};
    for (const auto& middleware : shard->handlers().middlewares) {
        std::expected<void, ConnectError> verdict;
        try {
            verdict = co_await middleware(request);
        } catch (const std::exception& exception) {
            log::error("A middleware failed", {{"cause", exception.what()}});
            verdict = std::unexpected(ConnectError{.message = "Internal error", .data = nullptr});
        }
        if (!opening->is_open()) co_return;  // and with it, `self`
        if (verdict) continue;
        std::erase(self->connecting_, shard->name());
        self->refuse(shard->name(), verdict.error());
        co_return;
    }
    std::erase(self->connecting_, shard->name());
    self->accept(*shard, std::move(request.data));
}

void Client::accept(NamespaceShard& shard, std::any data) {
    connect_timeout_.reset();
    const auto socket = std::make_shared<Socket>(server_.make_id(), *this, shard, std::move(data));
    sockets_.push_back(socket);
    shard.add(socket);
    send(encode_packet(PacketType::connect, shard.name(), {}, R"({"sid":")" + socket->id() + R"("})"));
    for (const auto& handler : shard.handlers().on_connection) handler(socket);
}

void Client::refuse(std::string_view nsp, const ConnectError& error) {
    std::string payload = "{\"message\":";
    append_json_string(payload, error.message);
    if (!error.data.is_null()) payload += ",\"data\":" + json::serialize(error.data);
    send(encode_packet(PacketType::connect_error, nsp, {}, payload + "}"));
}

void Client::handle_event(Socket& socket, Packet packet, std::vector<std::string> attachments) {
    auto& array = packet.payload.as_array();
    const auto keep = socket.shared_from_this();
    Event event;
    event.name =
        array.front().is_string() ? std::string(array.front().as_string()) : json::serialize(array.front());
    array.erase(array.begin());
    event.args = std::move(array);
    event.attachments = std::move(attachments);
    if (packet.id) event.ack = Ack(keep, *packet.id);

    const auto& handlers = socket.shard_.handlers();
    const auto handler = handlers.on_event.find(event.name);
    if (handler != handlers.on_event.end())
        handler->second(keep, std::move(event));
    else if (handlers.on_any)
        handlers.on_any(keep, std::move(event));
}

void Client::send(const EncodedPacket& packet) {
    session_.send(packet.text);
    for (const auto& attachment : packet.attachments) session_.send(attachment);
}

void Client::disconnect(Socket& socket, bool close) {
    if (!close) return dismiss(socket);
    while (!sockets_.empty()) dismiss(*sockets_.back());
    session_.close(engineio::CloseReason::forced_close);
}

void Client::dismiss(Socket& socket) {
    const auto keep = socket.shared_from_this();
    socket.release_broadcasts();
    send(encode_packet(PacketType::disconnect, socket.shard_.name(), {}, {}));
    drop(socket, DisconnectReason::server_namespace_disconnect);
}

void Client::drop(Socket& socket, DisconnectReason reason) {
    const auto keep = socket.shared_from_this();
    std::erase(sockets_, keep);
    socket.client_ = nullptr;
    socket.shard_.remove(socket, reason);
}

void Client::on_close(engineio::CloseReason reason) {
    connect_timeout_.reset();
    while (!sockets_.empty()) drop(*sockets_.back(), to_disconnect_reason(reason));
}

void Client::close_for_protocol_error() { session_.close(engineio::CloseReason::parse_error); }

std::shared_ptr<Socket> Client::find(std::string_view nsp) const noexcept {
    for (const auto& socket : sockets_)
        if (socket->shard_.name() == nsp) return socket;
    return nullptr;
}

}  // namespace chatter::socketio
