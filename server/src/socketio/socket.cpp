#include "socketio/socket.hpp"

#include <algorithm>
#include <cassert>
#include <map>
#include <span>
#include <utility>

#include "base/completion.hpp"
#include "base/metrics.hpp"
#include "socketio/client.hpp"
#include "socketio/guarded.hpp"
#include "socketio/protocol/json.hpp"
#include "socketio/shard.hpp"

namespace chatter::socketio {

namespace json = boost::json;

namespace {

const metrics::Gauge sockets("chatter_sockets", "Sockets that are connected to a namespace.");

constexpr std::size_t held_packets_max = 10'000;  // a greeting that takes longer than that is no greeting

/// An event that the client was asked to answer.
struct PendingReply {
    PendingReply(std::uint64_t id, Socket& asked, net::Timer::Callback on_timeout, OnReply reply)
        : ack_id(id), socket(asked), done(std::move(reply)), timer(on_timeout, this) {}
    const std::uint64_t ack_id;
    Socket& socket;
    OnReply done;
    net::Timer timer;
};

}  // namespace

std::string_view to_string(DisconnectReason reason) noexcept {
    switch (reason) {
        case DisconnectReason::transport_error: return "transport error";
        case DisconnectReason::transport_close: return "transport close";
        case DisconnectReason::forced_close: return "forced close";
        case DisconnectReason::ping_timeout: return "ping timeout";
        case DisconnectReason::parse_error: return "parse error";
        case DisconnectReason::slow_consumer: return "slow consumer";
        case DisconnectReason::server_shutting_down: return "server shutting down";
        case DisconnectReason::forced_server_close: return "forced server close";
        case DisconnectReason::client_namespace_disconnect: return "client namespace disconnect";
        case DisconnectReason::server_namespace_disconnect: return "server namespace disconnect";
    }
    return "unknown";
}

/// What few sockets have at any time, so that an idle one pays a pointer.
struct Socket::Extras {
    std::map<std::uint64_t, std::unique_ptr<PendingReply>> pending;
    std::vector<EncodedPacket> held;
    HandlersByName<std::shared_ptr<const EventHandler>> handlers;
    json::object auth;
    std::optional<recovery::Trail> trail;

    [[nodiscard]] bool is_empty() const noexcept {
        return pending.empty() && held.empty() && handlers.empty() && auth.empty() && !trail;
    }
};

Socket::Socket(std::string_view id, Client& client, NamespaceShard& shard, std::any data)
    : session_(&client.session()),
      id_([id] {
          assert(id.size() == id_length);
          std::array<char, id_length> kept{};
          id.copy(kept.data(), kept.size());
          return kept;
      }()),
      client_(&client),
      shard_(shard),
      worker_(shard.worker()),
      data_(std::move(data)) {
    sockets.add();
}

Socket::~Socket() { sockets.subtract(); }

Namespace& Socket::nsp() const noexcept { return shard_.nsp(); }

Socket::Extras& Socket::extras() {
    if (!extras_) extras_ = std::make_unique<Extras>();
    return *extras_;
}

void Socket::release_extras() noexcept {
    if (extras_ && extras_->is_empty()) extras_.reset();
}

void Socket::join(std::string_view room) {
    if (is_connected()) shard_.join(*this, room);
}

void Socket::leave(std::string_view room) {
    if (is_connected()) shard_.leave(*this, room);
}

bool Socket::is_in(std::string_view room) const noexcept {
    return room == id() || (!memberships_.empty() && shard_.has(*this, room));
}

std::vector<std::string> Socket::rooms() const {
    std::vector<std::string> names{std::string(id())};
    for (const auto& membership : memberships_) names.push_back(membership.room->name);
    return names;
}

void Socket::emit(std::string_view event, const json::array& args, const Attachments& attachments,
                  EmitFlags flags) {
    write(checked_event_json(event, args), {}, attachments, flags);
}

void Socket::emit_json(std::string_view event_json, const Attachments& attachments, EmitFlags flags) {
    write(event_json, {}, attachments, flags);
}

void Socket::emit_with_ack(std::string_view event, const json::array& args, std::chrono::milliseconds timeout,
                           OnReply done, const Attachments& attachments, EmitFlags flags) {
    const auto text = checked_event_json(event, args);
    if (!client_) return done(std::unexpected(AckError::disconnected));
    const auto ack_id = shard_.nsp().next_ack_id();
    expect_reply(ack_id, timeout, std::move(done));
    write(text, ack_id, attachments, flags);
}

Task<std::expected<Reply, AckError>> Socket::emit_with_ack(std::string_view event, json::array args,
                                                           std::chrono::milliseconds timeout,
                                                           Attachments attachments, EmitFlags flags) {
    struct Asked {
        std::shared_ptr<Socket> socket;
        std::string event;
        json::array args;
        Attachments attachments;
    };
    const auto ask = [](Asked asked, std::chrono::milliseconds limit,
                        EmitFlags with) -> Task<std::expected<Reply, AckError>> {
        using Answer = std::expected<Reply, AckError>;
        co_return co_await suspend_until_completed<Answer>([&](Completion<Answer> done) {
            asked.socket->emit_with_ack(asked.event, asked.args, limit, std::move(done), asked.attachments,
                                        with);
        });
    };
    return ask({.socket = shared_from_this(),
                .event = std::string(event),
                .args = std::move(args),
                .attachments = std::move(attachments)},
               timeout, flags);
}

void Socket::write(std::string_view event_json, std::optional<std::uint64_t> ack_id,
                   const Attachments& attachments, EmitFlags flags) {
    if (!client_) return;
    shard_.catch_up(*this);
    for (const auto& handler : shard_.handlers().on_any_outgoing) handler(shared_from_this(), event_json);
    if (!client_ || (flags.is_volatile && !session_->is_writable())) return;
    if (auto* const recovery = shard_.recovery(); recovery && !ack_id && !flags.is_volatile) {
        const auto packet =
            recovery->store().encode_event(shard_.name(), event_json, attachments, flags.compress);
        recovery->note_direct(*trail(), packet, std::chrono::steady_clock::now());
        shard_.sweep_later();
        return send(packet);
    }
    send(encode_packet(PacketType::event, shard_.name(), ack_id, event_json, attachments, flags.compress));
}

void Socket::send(const EncodedPacket& packet) {
    if (!client_) return;
    shard_.catch_up(*this);
    put(packet);
}

void Socket::put(const EncodedPacket& packet) {
    note_offset(packet);
    session_->send(packet.text);
    for (const auto& attachment : packet.attachments) session_->send(attachment);
}

void Socket::deliver(const EncodedPacket& packet, bool is_volatile) {
    if (!holds_broadcasts_) {
        if (!is_volatile || session_->is_writable()) put(packet);
        return;
    }
    if (is_volatile) return;
    auto& held = extras().held;
    held.push_back(packet);
    if (held.size() == held_packets_max)
        worker_.post([self = shared_from_this()] { self->close_connection(); });
}

void Socket::deliver_now(const BroadcastBatch& batch, std::uint32_t first) {
    const auto packets = std::span(batch.packets()).subspan(first);
    if (holds_broadcasts_) {
        for (const auto& packet : packets) deliver(packet, false);
        return;
    }
    for (const auto& packet : packets) note_offset(packet);
    session_->send_now(batch.frames(first));
}

void Socket::note_offset(const EncodedPacket& packet) const noexcept {
    if (packet.offset == 0) return;  // always so where recovery is off
    if (auto* const kept = trail()) kept->last_offset = packet.offset;
}

void Socket::hold_broadcasts() {
    if (!client_ || holds_broadcasts_) return;
    shard_.catch_up(*this);
    holds_broadcasts_ = true;
    if (auto* const kept = trail()) shard_.recovery()->hold(*kept);
}

void Socket::release_broadcasts(const std::function<bool(std::string_view)>& keep) {
    if (holds_broadcasts_) shard_.catch_up(*this);
    if (!std::exchange(holds_broadcasts_, false) || !extras_) return;
    if (auto* const kept = trail()) recovery::ShardRecovery::release(*kept);
    const auto held = std::exchange(extras_->held, {});
    release_extras();
    for (const auto& packet : held)
        if (!keep || keep(json_of(packet))) put(packet);
}

void Socket::answer(std::uint64_t ack_id, std::string_view args_json, const Attachments& attachments) {
    send(encode_packet(PacketType::ack, shard_.name(), ack_id, args_json, attachments));
}

void Socket::expect_reply(std::uint64_t ack_id, std::chrono::milliseconds timeout, OnReply done) {
    const auto give_up = [](void* context) {
        auto& reply = *static_cast<PendingReply*>(context);
        reply.socket.finish_reply(reply.ack_id, std::unexpected(AckError::timeout));
    };
    auto& slot = extras().pending[ack_id];
    slot = std::make_unique<PendingReply>(ack_id, *this, give_up, std::move(done));
    slot->timer.schedule(worker_.timers(), timeout);
}

void Socket::finish_reply(std::uint64_t ack_id, std::expected<Reply, AckError> reply) {
    if (!extras_) return;
    // Taken out first, because whoever hears of it may ask again.
    const auto node = extras_->pending.extract(ack_id);
    if (node.empty()) return;
    release_extras();
    call_guarded(node.mapped()->done, std::move(reply));
}

Broadcast Socket::broadcast() const {
    return Broadcast(shard_.nsp(), {.rooms = {}, .except = {std::string(id())}});
}

void Socket::on(std::string_view event, EventHandler handler) {
    if (!client_) return;
    extras().handlers.insert_or_assign(std::string(event),
                                       std::make_shared<const EventHandler>(std::move(handler)));
}

void Socket::off(std::string_view event) {
    if (!extras_) return;
    if (const auto found = extras_->handlers.find(event); found != extras_->handlers.end())
        extras_->handlers.erase(found);
    release_extras();
}

std::shared_ptr<const EventHandler> Socket::own_handler(std::string_view event) const noexcept {
    if (!extras_) return nullptr;
    const auto found = extras_->handlers.find(event);
    return found == extras_->handlers.end() ? nullptr : found->second;
}

void Socket::disconnect(bool close) {
    if (client_) client_->disconnect(*this, close);
}

void Socket::close_connection() {
    if (!client_) return;
    shard_.catch_up(*this);
    session_->close();
}

std::shared_ptr<const Handshake> Socket::handshake() const {
    return session_ ? session_->handshake() : nullptr;
}

const json::object& Socket::auth() const noexcept {
    static const json::object none;
    return extras_ ? extras_->auth : none;
}

json::object Socket::handshake_json() const {
    const auto kept = handshake();
    return kept ? socketio::handshake_json(*kept, auth()) : json::object();
}

void Socket::forget_handshake() {
    if (session_) session_->forget_handshake();
    if (extras_) extras_->auth.clear();
    release_extras();
}

void Socket::keep_auth(json::object auth) {
    if (!auth.empty()) extras().auth = std::move(auth);
}

void Socket::keep_trail(recovery::Trail trail) { extras().trail = std::move(trail); }

recovery::Trail* Socket::trail() const noexcept {
    return extras_ && extras_->trail ? &*extras_->trail : nullptr;
}

void Socket::abandon() {
    stay_ = shard_.nsp().weak_from_this().lock();  // it may be cleaned up, but is there as long as this is
    session_ = nullptr;
    holds_broadcasts_ = false;
    const auto extras = std::move(extras_);
    if (!extras) return;
    for (const auto& [id, reply] : extras->pending) {
        reply->timer.cancel();
        call_guarded(reply->done, std::unexpected(AckError::disconnected));
    }
}

void Ack::operator()(const json::array& args, const Attachments& attachments) {
    if (id_) answer_json(to_json(args), attachments);
}

void Ack::answer_json(std::string_view args_json, const Attachments& attachments) {
    if (!id_) return;
    const auto id = *std::exchange(id_, std::nullopt);
    if (const auto socket = socket_.lock()) socket->answer(id, args_json, attachments);
}

}  // namespace chatter::socketio
