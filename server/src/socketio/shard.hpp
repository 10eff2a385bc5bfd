#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "net/poller.hpp"
#include "socketio/broadcast_batch.hpp"
#include "socketio/in_order.hpp"
#include "socketio/namespace.hpp"
#include "socketio/recovery/shard_recovery.hpp"

namespace chatter::socketio {

/// A delivery group of one worker.
struct Room {
    std::string name;
    std::vector<Socket*> members;
};

/// The part of a namespace that lives on one worker: its sockets and rooms. Worker thread only.
class NamespaceShard final : public net::Flushable {
  public:
    NamespaceShard(Namespace& nsp, net::Worker& worker);
    ~NamespaceShard() override;

    [[nodiscard]] Namespace& nsp() const noexcept { return nsp_; }
    [[nodiscard]] const std::string& name() const noexcept { return nsp_.name(); }
    [[nodiscard]] net::Worker& worker() const noexcept { return worker_; }
    [[nodiscard]] const NamespaceHandlers& handlers() const noexcept { return nsp_.handlers(); }
    [[nodiscard]] std::size_t socket_count() const noexcept { return sockets_.size(); }
    [[nodiscard]] std::size_t room_count() const noexcept { return rooms_.size(); }
    [[nodiscard]] std::vector<std::shared_ptr<Socket>> sockets() { return collect({}); }
    [[nodiscard]] std::shared_ptr<Socket> find(std::string_view id) const;

    void add(std::shared_ptr<Socket> socket);
    void remove(Socket& socket, DisconnectReason reason);
    void join(Socket& socket, std::string_view room);
    void leave(Socket& socket, std::string_view room);
    [[nodiscard]] bool has(const Socket& socket, std::string_view room) const noexcept;

    /// Delivers at the end of this turn, together with others to the same audience.
    void broadcast(const EncodedPacket& packet, const Audience& audience, BroadcastFlags flags);
    /// A broadcast that is kept for those who are away. They are delivered in the order of their positions.
    struct Kept {
        recovery::SharedBroadcasted broadcasted;
        BroadcastFlags flags;
    };
    void receive_kept(std::uint64_t position, Kept kept);
    /// How many clients were asked.
    std::size_t broadcast_with_ack(const EncodedPacket& packet, std::uint64_t ack_id,
                                   const Audience& audience, BroadcastFlags flags,
                                   std::chrono::milliseconds timeout,
                                   const std::shared_ptr<ReplyCollector>& collector);
    /// Delivers now what was broadcast before this moment: to one socket, before it is told something else
    /// or its rooms change; or to all.
    void catch_up(Socket& socket) {
        if (!batch_.is_empty()) deliver_batch_to(socket);
    }
    void deliver_batch();
    void flush() override;
    void sockets_join(const Audience& audience, const std::vector<std::string>& rooms);
    void sockets_leave(const Audience& audience, const std::vector<std::string>& rooms);
    void disconnect_sockets(const Audience& audience, bool close);
    [[nodiscard]] std::vector<RemoteSocket> describe_sockets(const Audience& audience);
    [[nodiscard]] std::vector<std::string> room_names() const;
    /// Those of `names` that are rooms with a member here.
    [[nodiscard]] std::vector<std::string> rooms_among(const std::vector<std::string>& names) const;

    /// Forgets its timer, because whoever lets go of it last may do so on any thread.
    void retire() noexcept;
    /// When no worker runs any more.
    void release_sockets();

    /// Null when connection state recovery is off.
    [[nodiscard]] recovery::ShardRecovery* recovery() noexcept {
        return recovery_ ? &recovery_->shard : nullptr;
    }
    /// Sees to it that what is kept goes when its time has come.
    void sweep_later();

  private:
    struct Recovery {
        explicit Recovery(NamespaceShard& owner, recovery::SessionStore& store);
        recovery::ShardRecovery shard;
        InOrder<Kept> arrivals;
        net::Timer sweep;
        bool is_retired = false;
    };

    /// Tables hold pointers and find by name, so that no name is kept twice.
    struct NameOf {
        using is_transparent = void;
        static std::string_view of(const std::shared_ptr<Socket>& socket) noexcept { return socket->id(); }
        static std::string_view of(const std::unique_ptr<Room>& room) noexcept { return room->name; }
        static std::string_view of(std::string_view name) noexcept { return name; }
        std::size_t operator()(const auto& named) const noexcept {
            return std::hash<std::string_view>()(of(named));
        }
        bool operator()(const auto& a, const auto& b) const noexcept { return of(a) == of(b); }
    };

    template <class Visit>
    void for_each(const Audience& audience, Visit visit);
    template <class Visit>
    static void for_each_member(const Room& room, Visit visit);
    template <class Visit>
    void for_each_named(std::string_view name, Visit visit);
    [[nodiscard]] std::vector<std::shared_ptr<Socket>> collect(const Audience& audience);
    void deliver_now(const EncodedPacket& packet, const Audience& audience, BroadcastFlags flags);
    void deliver_batch_to(Socket& socket);
    [[nodiscard]] bool has_in_audience(const Socket& socket) const noexcept;
    [[nodiscard]] static std::optional<std::size_t> find_membership(const Socket& socket,
                                                                    const Room& room) noexcept;
    void leave_at(Socket& socket, std::size_t index);

    Namespace& nsp_;
    net::Worker& worker_;
    std::unordered_set<std::shared_ptr<Socket>, NameOf, NameOf> sockets_;
    std::unordered_set<std::unique_ptr<Room>, NameOf, NameOf> rooms_;
    BroadcastBatch batch_;
    std::uint64_t last_mark_ = 0;
    std::unique_ptr<Recovery> recovery_;
};

}  // namespace chatter::socketio
