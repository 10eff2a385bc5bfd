#include "socketio/socket.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <utility>

#include "socketio/client.hpp"
#include "socketio/namespace.hpp"

namespace chatter::socketio {

namespace {

constexpr std::size_t held_packets_max = 10'000;  // a greeting that takes longer than that is no greeting

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
        case DisconnectReason::client_namespace_disconnect: return "client namespace disconnect";
        case DisconnectReason::server_namespace_disconnect: return "server namespace disconnect";
    }
    return "unknown";
}

Socket::Socket(std::string id, Client& client, NamespaceShard& shard, std::any data)
    : id_(std::move(id)), worker_(shard.worker()), client_(&client), shard_(shard), data_(std::move(data)) {}

Socket::~Socket() = default;

void Socket::join(const std::string& room) {
    if (is_connected()) shard_.join(*this, room);
}

void Socket::leave(const std::string& room) {
    if (is_connected()) shard_.leave(*this, room);
}

bool Socket::is_in(std::string_view room) const noexcept {
    return std::ranges::any_of(memberships_,
                               [&](const Membership& membership) { return membership.room->name == room; });
}

std::vector<std::string> Socket::rooms() const {
    std::vector<std::string> names{id_};
    for (const auto& membership : memberships_) names.push_back(membership.room->name);
    return names;
}

void Socket::emit(std::string_view event, const boost::json::array& args) {
    send(encode_packet(PacketType::event, shard_.name(), {}, event_json(event, args)));
}

void Socket::emit_volatile(std::string_view event, const boost::json::array& args) {
    if (client_ && client_->session().is_writable()) emit(event, args);
}

void Socket::disconnect(bool close) {
    if (client_) client_->disconnect(*this, close);
}

void Socket::close_connection() {
    if (client_) client_->session().close();
}

void Socket::hold_broadcasts() {
    if (!held_) held_ = std::make_unique<std::vector<EncodedPacket>>();
}

void Socket::release_broadcasts() {
    const auto held = std::move(held_);
    if (!held) return;
    for (const auto& packet : *held) send(packet);
}

void Socket::forget_handshake() {
    if (client_) client_->session().forget_handshake();
}

void Socket::deliver(const EncodedPacket& packet, bool is_volatile) {
    if (!client_) return;
    if (!held_) {
        if (!is_volatile || client_->session().is_writable()) client_->send(packet);
    } else if (!is_volatile) {
        held_->push_back(packet);
        if (held_->size() > held_packets_max)
            worker_.post([self = shared_from_this()] { self->close_connection(); });
    }
}

void Socket::send(const EncodedPacket& packet) {
    if (client_) client_->send(packet);
}

void Socket::answer(std::uint64_t ack_id, const boost::json::array& args) {
    send(encode_packet(PacketType::ack, shard_.name(), ack_id, boost::json::serialize(args)));
}

void Ack::operator()(const boost::json::array& args) {
    if (!id_) return;
    const auto id = *std::exchange(id_, std::nullopt);
    if (const auto socket = socket_.lock()) socket->answer(id, args);
}

}  // namespace chatter::socketio
