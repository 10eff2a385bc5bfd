#include "socketio/namespace.hpp"

#include <utility>

namespace chatter::socketio {

namespace {

/// The adapter of one process: every worker's shard, reached by posting.
class LocalAdapter final : public Adapter {
  public:
    explicit LocalAdapter(const std::vector<std::unique_ptr<NamespaceShard>>& shards) : shards_(shards) {}

    void broadcast(EncodedPacket packet, Audience audience, BroadcastFlags flags) override {
        on_every_shard([packet = std::move(packet), audience = std::move(audience),
                        flags](NamespaceShard& shard) { shard.broadcast(packet, audience, flags); });
    }
    void sockets_join(Audience audience, std::vector<std::string> rooms, BroadcastFlags) override {
        on_every_shard([audience = std::move(audience), rooms = std::move(rooms)](NamespaceShard& shard) {
            shard.sockets_join(audience, rooms);
        });
    }
    void sockets_leave(Audience audience, std::vector<std::string> rooms, BroadcastFlags) override {
        on_every_shard([audience = std::move(audience), rooms = std::move(rooms)](NamespaceShard& shard) {
            shard.sockets_leave(audience, rooms);
        });
    }
    void disconnect_sockets(Audience audience, bool close, BroadcastFlags) override {
        on_every_shard([audience = std::move(audience), close](NamespaceShard& shard) {
            shard.disconnect_sockets(audience, close);
        });
    }

  private:
    /// One hop a worker, not one a client; what it does is shared, not copied.
    template <class Action>
    void on_every_shard(Action action) {
        const auto shared = std::make_shared<const Action>(std::move(action));
        for (const auto& shard : shards_)
            shard->worker().post([shared, target = shard.get()] { (*shared)(*target); });
    }

    const std::vector<std::unique_ptr<NamespaceShard>>& shards_;
};

}  // namespace

NamespaceShard::NamespaceShard(std::string name, net::Worker& worker, const NamespaceHandlers& handlers)
    : name_(std::move(name)), worker_(worker), handlers_(handlers) {}

void NamespaceShard::add(const std::shared_ptr<Socket>& socket) { sockets_.emplace(socket->id(), socket); }

void NamespaceShard::remove(Socket& socket, DisconnectReason reason) {
    const auto keep = socket.shared_from_this();
    for (const auto& handler : handlers_.on_disconnecting) handler(keep, reason);
    while (!socket.memberships_.empty()) leave_at(socket, socket.memberships_.size() - 1);
    sockets_.erase(socket.id());
    for (const auto& handler : handlers_.on_disconnect) handler(keep, reason);
}

void NamespaceShard::join(Socket& socket, const std::string& room) {
    if (socket.is_in(room)) return;
    auto& slot = rooms_[room];
    if (!slot) slot = std::make_unique<Room>(Room{.name = room, .members = {}});
    socket.memberships_.push_back({.room = slot.get(), .position = slot->members.size()});
    slot->members.push_back(&socket);
}

void NamespaceShard::leave(Socket& socket, const std::string& room) {
    for (std::size_t i = 0; i < socket.memberships_.size(); ++i)
        if (socket.memberships_[i].room->name == room) return leave_at(socket, i);
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
    if (room->members.empty()) rooms_.erase(std::string(room->name));
}

template <class Visit>
void NamespaceShard::for_each_named(const std::string& name, Visit visit) {
    if (const auto room = rooms_.find(name); room != rooms_.end()) {
        for (auto* socket : room->second->members) visit(*socket);
    } else if (const auto socket = sockets_.find(name); socket != sockets_.end()) {
        visit(*socket->second);  // every socket is a room of its own
    }
}

template <class Visit>
void NamespaceShard::for_each(const Audience& audience, Visit visit) {
    const auto mark = ++last_mark_;  // a socket in two of the rooms is found once
    for (const auto& name : audience.except)
        for_each_named(name, [mark](Socket& socket) { socket.mark_ = mark; });
    const auto visit_once = [&](Socket& socket) {
        if (std::exchange(socket.mark_, mark) != mark) visit(socket);
    };
    if (audience.rooms.empty())
        for (const auto& [id, socket] : sockets_) visit_once(*socket);
    for (const auto& name : audience.rooms) for_each_named(name, visit_once);
}

std::vector<std::shared_ptr<Socket>> NamespaceShard::collect(const Audience& audience) {
    std::vector<std::shared_ptr<Socket>> sockets;
    for_each(audience, [&](Socket& socket) { sockets.push_back(socket.shared_from_this()); });
    return sockets;
}

void NamespaceShard::broadcast(const EncodedPacket& packet, const Audience& audience, BroadcastFlags flags) {
    for_each(audience, [&](Socket& socket) { socket.deliver(packet, flags.is_volatile); });
}

void NamespaceShard::sockets_join(const Audience& audience, const std::vector<std::string>& rooms) {
    for (const auto& socket : collect(audience))
        for (const auto& room : rooms) join(*socket, room);
}

void NamespaceShard::sockets_leave(const Audience& audience, const std::vector<std::string>& rooms) {
    for (const auto& socket : collect(audience))
        for (const auto& room : rooms) leave(*socket, room);
}

void NamespaceShard::disconnect_sockets(const Audience& audience, bool close) {
    for (const auto& socket : collect(audience)) socket->disconnect(close);
}

Broadcast Broadcast::to(std::string room) const {
    auto copy = *this;
    copy.audience_.rooms.push_back(std::move(room));
    return copy;
}

Broadcast Broadcast::except(std::string room) const {
    auto copy = *this;
    copy.audience_.except.push_back(std::move(room));
    return copy;
}

Broadcast Broadcast::as_volatile() const {
    auto copy = *this;
    copy.flags_.is_volatile = true;
    return copy;
}

Broadcast Broadcast::local() const {
    auto copy = *this;
    copy.flags_.local = true;
    return copy;
}

void Broadcast::emit(std::string_view event, const boost::json::array& args) const {
    emit_json(event_json(event, args));
}

void Broadcast::emit_json(std::string_view event_json) const {
    adapter_->broadcast(encode_packet(PacketType::event, nsp_, {}, event_json), audience_, flags_);
}

void Broadcast::sockets_join(std::vector<std::string> rooms) const {
    adapter_->sockets_join(audience_, std::move(rooms), flags_);
}

void Broadcast::sockets_leave(std::vector<std::string> rooms) const {
    adapter_->sockets_leave(audience_, std::move(rooms), flags_);
}

void Broadcast::disconnect_sockets(bool close) const {
    adapter_->disconnect_sockets(audience_, close, flags_);
}

Namespace::Namespace(std::string name, net::WorkerGroup& workers) : name_(std::move(name)) {
    for (std::size_t i = 0; i < workers.size(); ++i)
        shards_.push_back(std::make_unique<NamespaceShard>(name_, workers[i], handlers_));
    adapter_ = std::make_unique<LocalAdapter>(shards_);
}

Namespace::~Namespace() = default;

}  // namespace chatter::socketio
