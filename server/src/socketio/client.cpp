#include "socketio/client.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <utility>

#include "base/log.hpp"
#include "base/text.hpp"
#include "socketio/guarded.hpp"
#include "socketio/protocol/json.hpp"

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
        case engineio::CloseReason::forced_server_close: return DisconnectReason::forced_server_close;
    }
    return DisconnectReason::transport_error;
}

constexpr std::size_t joining_max = 100;  // namespaces at a time

ConnectError invalid_namespace() { return {.message = "Invalid namespace", .data = nullptr}; }

}  // namespace

Client::Joining::Joining(Client& client)
    : timeout([](void* self) { static_cast<Client*>(self)->close_for_protocol_error(); }, &client) {}

Client::Client(Server& server, engineio::Session& session)
    : server_(server), session_(session), joining_(std::make_unique<Joining>(*this)) {
    joining_->timeout.schedule(session.worker().timers(), server.options().connect_timeout);
}

Client::~Client() = default;

void Client::on_message(bool binary, std::string_view data) {
    if (binary != (pending_ != nullptr)) return close_for_parse_error();
    if (binary) {
        pending_->attachments.emplace_back(data);
        if (pending_->attachments.size() < pending_->packet.attachment_count) return;
        const auto whole = std::move(pending_);
        sort_attachments(whole->packet.payload, whole->attachments);
        return handle_packet(std::move(whole->packet), std::move(whole->attachments));
    }
    auto packet = decode_packet(data);
    if (!packet) return close_for_parse_error();
    if (packet->attachment_count > 0) {
        pending_ = std::make_unique<Pending>(std::move(*packet), Attachments());
        return;
    }
    handle_packet(std::move(*packet), {});
}

void Client::handle_packet(Packet packet, Attachments attachments) {
    auto* const socket = find(packet.nsp);
    if ((packet.type == PacketType::connect) == (socket != nullptr)) {
        // What came together with the packet that made a handler end the socket could not know of it.
        if (!socket && left_ && std::ranges::find(*left_, packet.nsp) != left_->end()) return;
        return close_for_protocol_error();
    }
    switch (packet.type) {
        case PacketType::connect: return connect(std::move(packet));
        case PacketType::event:
        case PacketType::binary_event:
            return handle_event(*socket, std::move(packet), std::move(attachments));
        case PacketType::ack:
        case PacketType::binary_ack: {
            const auto keep = socket->shared_from_this();
            return socket->finish_reply(*packet.id, Reply{.args = std::move(packet.payload.as_array()),
                                                          .attachments = std::move(attachments)});
        }
        case PacketType::disconnect: return drop(*socket, DisconnectReason::client_namespace_disconnect);
        case PacketType::connect_error: return close_for_protocol_error();
    }
}

void Client::connect(Packet packet) {
    auto& namespaces = server_.namespaces();
    Admission admission;
    admission.stay = namespaces.enter(packet.nsp);
    if (!admission.stay && !namespaces.may_have_child(packet.nsp))
        return refuse(packet.nsp, invalid_namespace());
    if (joining_ && (joining_->names.size() >= joining_max ||
                     std::ranges::find(joining_->names, packet.nsp) != joining_->names.end()))
        return close_for_protocol_error();
    if (packet.payload.is_object()) admission.auth = std::move(packet.payload.as_object());
    if (admission.stay) {
        auto& shard = admission.stay->on_worker(session_.worker());
        if (shard.handlers().middlewares.empty() && !admission.asks_for_recovery(shard))
            return accept(shard, std::move(admission));
    }
    if (!joining_) joining_ = std::make_unique<Joining>(*this);
    joining_->names.push_back(packet.nsp);
    asio::co_spawn(session_.worker().executor(),
                   admit(session_.weak_from_this(), this, std::move(packet.nsp), std::move(admission)),
                   asio::detached);
}

Task<void> Client::admit(std::weak_ptr<engineio::Session> session, Client* self, std::string name,
                         Admission admission) {
    const auto opening = session.lock();
    if (!opening) co_return;
    if (!admission.stay) {
        admission.stay = co_await self->server_.namespaces().enter_child(name, admission.auth);
        if (!opening->is_open()) co_return;  // and with it, `self`
        if (!admission.stay) {
            self->forget_joining(name);
            self->refuse(name, invalid_namespace());
            co_return;
        }
    }
    const auto stay = admission.stay;
    auto* const shard = &stay->on_worker(opening->worker());
    std::expected<void, ConnectError> verdict;
    bool is_let_in = false;
    if (admission.asks_for_recovery(*shard) && admission.claim(*shard)) {
        co_await Admission::let_broadcasts_go_first(*shard);
        admission.find_missed(*shard);
        is_let_in = admission.resumption && shard->recovery()->store().options().skip_middlewares;
    }
    if (!is_let_in && opening->is_open()) verdict = co_await run_middlewares(*opening, *shard, admission);
    if (!verdict || !opening->is_open()) admission.give_back(*shard);
    if (!opening->is_open()) co_return;
    self->forget_joining(name);
    if (!verdict) {
        self->refuse(name, verdict.error());
        co_return;
    }
    if (!is_let_in) admission.find_missed(*shard);  // more may have come while the middlewares were at work
    self->accept(*shard, std::move(admission));
}

Task<std::expected<void, ConnectError>> Client::run_middlewares(const engineio::Session& session,
                                                                NamespaceShard& shard, Admission& admission) {
    // Kept here, because another namespace's handler may let the session forget it meanwhile.
    static const auto forgotten = std::make_shared<const Handshake>();
    const auto handshake = session.handshake() ? session.handshake() : forgotten;
    ConnectRequest request{.handshake = *handshake,
                           .auth = admission.auth,
                           .data = std::move(admission.data),
                           .rooms = {},
                           .recovered = admission.resumption.has_value()};
    std::expected<void, ConnectError> verdict;
    for (const auto& middleware : shard.handlers().middlewares) {
        try {
            verdict = co_await middleware(request);
        } catch (const std::exception& exception) {
            log::error("A middleware failed", {{"cause", exception.what()}});
            verdict = std::unexpected(ConnectError{.message = "Internal error", .data = nullptr});
        }
        if (!verdict || !session.is_open()) break;
    }
    admission.data = std::move(request.data);
    admission.rooms = std::move(request.rooms);
    co_return verdict;
}

void Client::forget_joining(std::string_view nsp) {
    if (joining_) std::erase(joining_->names, nsp);
}

void Client::accept(NamespaceShard& shard, Admission admission) {
    const auto id = admission.resumption ? admission.resumption->session.sid : server_.make_id();
    const auto socket = std::make_shared<Socket>(id, *this, shard, std::move(admission.data));
    if (joining_) {
        joining_->timeout.cancel();
        if (joining_->names.empty()) joining_.reset();
    }
    socket->next_of_client_ = std::exchange(sockets_, socket.get());
    socket->stay_ = std::move(admission.stay);
    socket->keep_auth(std::move(admission.auth));
    shard.add(socket);
    std::string payload = R"({"sid":")" + id;
    if (shard.recovery()) payload += R"(","pid":")" + begin_recovery(*socket, admission);
    for (const auto& room : admission.rooms) socket->join(room);
    send(encode_packet(PacketType::connect, shard.name(), {}, payload + R"("})"));
    for (const auto& handler : shard.handlers().on_connection)
        if (!call_guarded(handler, socket)) return close_for_failure(*socket);
}

/// Puts the socket back to where it was, if it was here before. Returns its pid.
std::string Client::begin_recovery(Socket& socket, Admission& admission) {
    auto& recovery = *socket.shard_.recovery();
    if (!admission.resumption) {
        socket.keep_trail(recovery.begin());
        return socket.trail()->pid;
    }
    socket.recovered_ = true;
    // Before it has a trail: for the next recovery it has been there all the time.
    for (const auto& room : admission.resumption->session.rooms) socket.join(room);
    // The client waits for them before it takes the answer to CONNECT.
    for (const auto& packet : admission.missed) send(packet);
    socket.keep_trail(recovery.resume(std::move(*admission.resumption), admission.missed,
                                      std::chrono::steady_clock::now()));
    socket.shard_.sweep_later();
    return socket.trail()->pid;
}

void Client::refuse(std::string_view nsp, const ConnectError& error) {
    std::string payload = "{\"message\":";
    append_json_string(payload, error.message);
    if (!error.data.is_null()) payload += ",\"data\":" + to_json(error.data);
    send(encode_packet(PacketType::connect_error, nsp, {}, payload + "}"));
}

void Client::handle_event(Socket& socket, Packet packet, Attachments attachments) {
    auto& array = packet.payload.as_array();
    const auto keep = socket.shared_from_this();
    Event event;
    event.name = array.front().is_string() ? std::string(array.front().as_string()) : to_json(array.front());
    array.erase(array.begin());
    event.args = std::move(array);
    event.attachments = std::move(attachments);
    if (packet.id) event.ack = Ack(keep, *packet.id);

    const auto& handlers = socket.shard_.handlers();
    for (const auto& handler : handlers.on_any)
        if (!call_guarded(handler, keep, event)) return close_for_failure(socket);
    if (handlers.event_middlewares.empty()) return dispatch(keep, std::move(event));
    asio::co_spawn(session_.worker().executor(), run_event_middlewares(keep, std::move(event)),
                   asio::detached);
}

Task<void> Client::run_event_middlewares(std::shared_ptr<Socket> socket, Event event) {
    const auto& handlers = socket->shard_.handlers();
    for (const auto& middleware : handlers.event_middlewares) {
        std::expected<void, std::string> verdict;
        try {
            verdict = co_await middleware(socket, event);
        } catch (const std::exception& exception) {
            log::error("An event middleware failed", {{"cause", exception.what()}});
            verdict = std::unexpected("Internal error");
        }
        if (!socket->is_connected()) co_return;
        if (verdict) continue;
        if (handlers.on_error) call_guarded(handlers.on_error, socket, verdict.error());
        co_return;
    }
    dispatch(socket, std::move(event));
}

void Client::dispatch(const std::shared_ptr<Socket>& socket, Event event) {
    if (!socket->is_connected()) return;  // whoever saw the event before has ended it
    const auto& handlers = socket->shard_.handlers();
    const auto own = socket->own_handler(event.name);
    const auto known = handlers.on_event.find(event.name);
    const auto& handler = own                                ? *own
                          : known != handlers.on_event.end() ? known->second
                                                             : handlers.on_unhandled;
    if (handler && !call_guarded(handler, socket, std::move(event))) close_for_failure(*socket);
}

/// A handler that throws leaves its socket in a state that nobody knows.
void Client::close_for_failure(Socket& socket) {
    if (socket.client_) socket.client_->close_for_protocol_error();
}

void Client::send(const EncodedPacket& packet) {
    session_.send(packet.text);
    for (const auto& attachment : packet.attachments) session_.send(attachment);
}

void Client::disconnect(Socket& socket, bool close) {
    if (!close) return dismiss(socket);
    while (sockets_) dismiss(*sockets_);
    session_.close(engineio::CloseReason::forced_server_close);
}

void Client::dismiss(Socket& socket) {
    const auto keep = socket.shared_from_this();
    socket.release_broadcasts();
    socket.shard_.catch_up(socket);
    send(encode_packet(PacketType::disconnect, socket.shard_.name(), {}, {}));
    note_left(socket.shard_.name());
    drop(socket, DisconnectReason::server_namespace_disconnect);
}

void Client::note_left(std::string_view nsp) {
    if (!left_) {
        left_ = std::make_unique<std::vector<std::string>>();
        session_.worker().post([weak = session_.weak_from_this(), this] {
            const auto session = weak.lock();
            if (session && session->is_open()) left_.reset();  // open: so this is still its handler
        });
    }
    left_->emplace_back(nsp);
}

void Client::drop(Socket& socket, DisconnectReason reason) {
    auto** link = &sockets_;
    while (*link != &socket) link = &(*link)->next_of_client_;
    *link = socket.next_of_client_;
    socket.client_ = nullptr;
    socket.shard_.remove(socket, reason);
}

void Client::on_close(engineio::CloseReason reason) {
    joining_.reset();
    while (sockets_) drop(*sockets_, to_disconnect_reason(reason));
}

/// What cannot be read: as the Node server, say so, then close gently.
void Client::close_for_parse_error() {
    std::vector<std::shared_ptr<Socket>> told;  // a handler may end any of them
    for (auto* socket = sockets_; socket; socket = socket->next_of_client_)
        if (socket->shard_.handlers().on_error) told.push_back(socket->shared_from_this());
    for (const auto& socket : told) call_guarded(socket->shard_.handlers().on_error, socket, "parse error");
    session_.close(engineio::CloseReason::forced_close);
}

/// What can be read, but has no place here.
void Client::close_for_protocol_error() { session_.close(engineio::CloseReason::forced_server_close); }

Socket* Client::find(std::string_view nsp) const noexcept {
    for (auto* socket = sockets_; socket; socket = socket->next_of_client_)
        if (socket->shard_.name() == nsp) return socket;
    return nullptr;
}

}  // namespace chatter::socketio
