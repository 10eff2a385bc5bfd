#include "socketio/shard.hpp"

#include <algorithm>
#include <utility>

#include "base/metrics.hpp"
#include "socketio/guarded.hpp"

namespace chatter::socketio {

namespace {

const metrics::Counter deliveries("chatter_deliveries_total",
                                  "Broadcast packets, once for each socket they went to.");

constexpr std::chrono::milliseconds sweep_interval_min{100};

/// Whether the client may take it for an accident and come back as who it was.
bool is_recoverable(DisconnectReason reason) noexcept {
    switch (reason) {
        case DisconnectReason::transport_error:
        case DisconnectReason::transport_close:
        case DisconnectReason::forced_close:
        case DisconnectReason::ping_timeout:
        case DisconnectReason::server_shutting_down:
        case DisconnectReason::forced_server_close: return true;
        default: return false;
    }
}

}  // namespace

NamespaceShard::Recovery::Recovery(NamespaceShard& owner, recovery::SessionStore& store)
    : shard(store),
      sweep(
          [](void* context) {
              auto& self = *static_cast<NamespaceShard*>(context);
              if (self.recovery_->shard.expire(std::chrono::steady_clock::now())) self.sweep_later();
          },
          &owner) {}

NamespaceShard::NamespaceShard(Namespace& nsp, net::Worker& worker) : nsp_(nsp), worker_(worker) {
    if (auto* const store = nsp.recovery()) recovery_ = std::make_unique<Recovery>(*this, *store);
}
NamespaceShard::~NamespaceShard() = default;

std::shared_ptr<Socket> NamespaceShard::find(std::string_view id) const {
    const auto found = sockets_.find(id);
    return found == sockets_.end() ? nullptr : *found;
}

void NamespaceShard::add(std::shared_ptr<Socket> socket) {
    catch_up(*socket);  // what was broadcast before is not for it
    const std::string_view id = socket->id();
    sockets_.insert(std::move(socket));
    if (auto* const watch = nsp_.room_watch()) watch->joined(nsp_, id, id);
}

void NamespaceShard::remove(Socket& socket, DisconnectReason reason) {
    const auto keep = socket.shared_from_this();
    if (recovery_) catch_up(socket);  // in vain, but then it is known that this is missing
    for (const auto& handler : handlers().on_disconnecting) call_guarded(handler, keep, reason);
    const bool is_kept = recovery_ && is_recoverable(reason);
    auto rooms = is_kept ? socket.rooms() : std::vector<std::string>();
    auto data = is_kept ? socket.data() : std::any();
    if (auto* const watch = nsp_.room_watch())
        for (const auto& room : socket.rooms()) watch->left(nsp_, room, socket.id());
    while (!socket.memberships_.empty()) leave_at(socket, socket.memberships_.size() - 1);
    std::vector<Socket::Membership>().swap(socket.memberships_);
    sockets_.erase(keep);
    for (const auto& handler : handlers().on_disconnect) call_guarded(handler, keep, reason);
    if (is_kept) {
        // Last, so that the one who comes back meets nobody who has not quite left.
        recovery_->shard.end(std::move(*socket.trail()), std::string(socket.id()), std::move(rooms),
                             std::move(data), std::chrono::steady_clock::now());
        sweep_later();
    }
    socket.abandon();
}

void NamespaceShard::join(Socket& socket, std::string_view room) {
    auto found = rooms_.find(room);
    if (room == socket.id() || (found != rooms_.end() && find_membership(socket, **found))) return;
    catch_up(socket);
    if (found == rooms_.end())
        found = rooms_.insert(std::make_unique<Room>(Room{.name = std::string(room), .members = {}})).first;
    auto& members = (*found)->members;
    socket.memberships_.push_back({.room = found->get(), .position = members.size()});
    members.push_back(&socket);
    if (auto* const trail = socket.trail()) recovery_->shard.note_room(*trail, room, true);
    if (auto* const watch = nsp_.room_watch()) watch->joined(nsp_, room, socket.id());
}

void NamespaceShard::leave(Socket& socket, std::string_view room) {
    const auto found = rooms_.find(room);
    const auto index = found == rooms_.end() ? std::nullopt : find_membership(socket, **found);
    if (!index) return;
    catch_up(socket);
    if (auto* const trail = socket.trail()) recovery_->shard.note_room(*trail, room, false);
    if (auto* const watch = nsp_.room_watch()) watch->left(nsp_, room, socket.id());
    leave_at(socket, *index);
}

bool NamespaceShard::has(const Socket& socket, std::string_view room) const noexcept {
    const auto found = rooms_.find(room);
    return found != rooms_.end() && find_membership(socket, **found);
}

/// By pointers, because a socket may be in thousands of rooms.
std::optional<std::size_t> NamespaceShard::find_membership(const Socket& socket, const Room& room) noexcept {
    const auto& all = socket.memberships_;
    const auto found = std::ranges::find(all, &room, &Socket::Membership::room);
    if (found == all.end()) return std::nullopt;
    return static_cast<std::size_t>(found - all.begin());
}

void NamespaceShard::leave_at(Socket& socket, std::size_t index) {
    const auto [room, position] = socket.memberships_[index];
    socket.memberships_[index] = socket.memberships_.back();
    socket.memberships_.pop_back();
    // The last member takes the leaver's place in the list.
    auto* const last = room->members.back();
    room->members[position] = last;
    room->members.pop_back();
    if (last != &socket)
        for (auto& membership : last->memberships_)
            if (membership.room == room) membership.position = position;
    if (room->members.empty()) rooms_.erase(rooms_.find(room->name));
}

/// The memory of a socket is long out of the caches when its turn comes: it is fetched, one object after
/// the other, while those before it are visited.
template <class Visit>
void NamespaceShard::for_each_member(const Room& room, Visit visit) {
    const auto& members = room.members;
    const auto count = members.size();
    for (std::size_t i = 0; i < count; ++i) {
        if (i + 6 < count) __builtin_prefetch(members[i + 6]);
        if (i + 4 < count && members[i + 4]->session_) members[i + 4]->session_->prefetch();
        if (i + 2 < count && members[i + 2]->session_) members[i + 2]->session_->prefetch_connection();
        visit(*members[i]);
    }
}

/// Every socket is a room of its own, which others may join.
template <class Visit>
void NamespaceShard::for_each_named(std::string_view name, Visit visit) {
    if (const auto room = rooms_.find(name); room != rooms_.end()) for_each_member(**room, visit);
    if (name.size() != Socket::id_length) return;
    if (const auto socket = sockets_.find(name); socket != sockets_.end()) visit(**socket);
}

template <class Visit>
void NamespaceShard::for_each(const Audience& audience, Visit visit) {
    // Who is in one room only is found once anyway.
    if (audience.except.empty() && audience.rooms.size() == 1)
        return for_each_named(audience.rooms.front(), visit);
    const auto mark = ++last_mark_;
    for (const auto& name : audience.except)
        for_each_named(name, [mark](Socket& socket) { socket.mark_ = mark; });
    const auto visit_once = [&](Socket& socket) {
        if (std::exchange(socket.mark_, mark) != mark) visit(socket);
    };
    if (audience.rooms.empty())
        for (const auto& socket : sockets_) visit_once(*socket);
    for (const auto& name : audience.rooms) for_each_named(name, visit_once);
}

std::vector<std::shared_ptr<Socket>> NamespaceShard::collect(const Audience& audience) {
    std::vector<std::shared_ptr<Socket>> sockets;
    for_each(audience, [&](Socket& socket) { sockets.push_back(socket.shared_from_this()); });
    return sockets;
}

void NamespaceShard::broadcast(const EncodedPacket& packet, const Audience& audience, BroadcastFlags flags) {
    const bool may_wait = !flags.is_volatile && handlers().on_any_outgoing.empty();
    if (!may_wait || !batch_.takes(audience)) deliver_batch();
    if (!may_wait) return deliver_now(packet, audience, flags);
    if (batch_.is_empty())
        worker_.flush_at_end_of_turn(std::shared_ptr<Flushable>(nsp_.weak_from_this().lock(), this));
    batch_.add(packet, audience);
}

bool NamespaceShard::has_in_audience(const Socket& socket) const noexcept {
    const auto is_in = [&](const std::string& name) { return socket.is_in(name); };
    const auto& [rooms, except] = batch_.audience();
    return (rooms.empty() || std::ranges::any_of(rooms, is_in)) && std::ranges::none_of(except, is_in);
}

void NamespaceShard::deliver_batch_to(Socket& socket) {
    const auto first = socket.batch_ == batch_.number() ? socket.batched_ : 0;
    socket.batch_ = batch_.number();
    socket.batched_ = batch_.size();
    if (!has_in_audience(socket) || !sockets_.contains(socket.id())) return;
    for (const auto& packet : std::span(batch_.packets()).subspan(first)) socket.deliver(packet, false);
    deliveries.add(batch_.size() - first);
}

void NamespaceShard::deliver_batch() {
    if (batch_.is_empty()) return;
    std::int64_t delivered = 0;
    for_each(batch_.audience(), [&](Socket& socket) {
        const auto first = socket.batch_ == batch_.number() ? socket.batched_ : 0;
        for (const auto& packet : std::span(batch_.packets()).subspan(first)) socket.deliver(packet, false);
        delivered += batch_.size() - first;
    });
    deliveries.add(delivered);
    batch_.clear();
}

void NamespaceShard::flush() {
    if (batch_.is_empty()) return;
    std::int64_t delivered = 0;
    for_each(batch_.audience(), [&](Socket& socket) {
        const auto first = socket.batch_ == batch_.number() ? socket.batched_ : 0;
        socket.deliver_now(batch_, first);
        delivered += batch_.size() - first;
    });
    deliveries.add(delivered);
    batch_.clear();
}

void NamespaceShard::deliver_now(const EncodedPacket& packet, const Audience& audience,
                                 BroadcastFlags flags) {
    if (handlers().on_any_outgoing.empty()) {
        std::int64_t delivered = 0;
        for_each(audience, [&](Socket& socket) {
            socket.deliver(packet, flags.is_volatile);
            ++delivered;
        });
        return deliveries.add(delivered);
    }
    // The handlers may change the rooms, so the sockets are taken down first.
    for (const auto& socket : collect(audience)) {
        for (const auto& handler : handlers().on_any_outgoing) call_guarded(handler, socket, json_of(packet));
        if (socket->is_connected()) socket->deliver(packet, flags.is_volatile);
    }
}

void NamespaceShard::receive_kept(std::uint64_t position, Kept kept) {
    sweep_later();
    recovery_->arrivals.arrive(position, std::move(kept), [this](std::uint64_t turn, const Kept& next) {
        recovery_->shard.advance(turn);
        broadcast(next.broadcasted->packet, next.broadcasted->audience, next.flags);
    });
}

void NamespaceShard::retire() noexcept {
    if (!recovery_) return;
    recovery_->sweep.cancel();
    recovery_->is_retired = true;
}

void NamespaceShard::release_sockets() {
    batch_.clear();
    rooms_.clear();
    const auto sockets = std::exchange(sockets_, {});
    retire();
}

void NamespaceShard::sweep_later() {
    if (recovery_->is_retired || recovery_->sweep.is_scheduled()) return;
    const auto interval = recovery_->shard.store().packet_age_max() / 4;
    recovery_->sweep.schedule(worker_.timers(), std::max(interval, sweep_interval_min));
}

std::size_t NamespaceShard::broadcast_with_ack(const EncodedPacket& packet, std::uint64_t ack_id,
                                               const Audience& audience, BroadcastFlags flags,
                                               std::chrono::milliseconds timeout,
                                               const std::shared_ptr<ReplyCollector>& collector) {
    const auto asked = collect(audience);
    for (const auto& socket : asked)
        socket->expect_reply(ack_id, timeout, [collector](std::expected<Reply, AckError> reply) {
            if (reply) collector->on_reply(std::move(*reply));
        });
    broadcast(packet, audience, flags);
    return asked.size();
}

void NamespaceShard::sockets_join(const Audience& audience, const std::vector<std::string>& rooms) {
    for (const auto& socket : collect(audience))
        for (const auto& room : rooms) socket->join(room);
}

void NamespaceShard::sockets_leave(const Audience& audience, const std::vector<std::string>& rooms) {
    for (const auto& socket : collect(audience))
        for (const auto& room : rooms) socket->leave(room);
}

void NamespaceShard::disconnect_sockets(const Audience& audience, bool close) {
    for (const auto& socket : collect(audience)) socket->disconnect(close);
}

std::vector<RemoteSocket> NamespaceShard::describe_sockets(const Audience& audience) {
    const auto& describe = handlers().describe_data;
    std::vector<RemoteSocket> described;
    for (const auto& socket : collect(audience))
        described.push_back({.id = std::string(socket->id()),
                             .rooms = socket->rooms(),
                             .handshake = socket->handshake_json(),
                             .data = describe ? describe(socket->data()) : boost::json::object()});
    return described;
}

std::vector<std::string> NamespaceShard::room_names() const {
    std::vector<std::string> names;
    names.reserve(rooms_.size() + sockets_.size());
    for (const auto& room : rooms_) names.push_back(room->name);
    for (const auto& socket : sockets_) names.emplace_back(socket->id());
    return names;
}

std::vector<std::string> NamespaceShard::rooms_among(const std::vector<std::string>& names) const {
    std::vector<std::string> found;
    for (const auto& name : names)
        if (rooms_.contains(std::string_view(name))) found.push_back(name);
    return found;
}

}  // namespace chatter::socketio
