#pragma once

#include <memory>
#include <vector>

#include "socketio/adapter.hpp"

namespace chatter::socketio {

namespace recovery {
class SessionStore;
}
class NamespaceShard;
class Socket;

/// The adapter of one process: reaches every worker's part of the namespace by posting to it. Where nobody
/// else is, it is the whole adapter. Threads: any.
class LocalAdapter final : public Adapter {
  public:
    using Shards = std::vector<std::shared_ptr<NamespaceShard>>;

    /// Both must outlive it. `recovery` is null when connection state recovery is off.
    LocalAdapter(const Shards& shards, recovery::SessionStore* recovery) noexcept
        : shards_(shards), recovery_(recovery) {}

    void broadcast(EncodedPacket packet, Audience audience, BroadcastFlags flags) override;
    void broadcast_with_ack(EncodedPacket packet, std::uint64_t ack_id, Audience audience,
                            BroadcastFlags flags, std::chrono::milliseconds timeout,
                            std::shared_ptr<ReplyCollector> collector) override;
    void sockets_join(Audience audience, std::vector<std::string> rooms, BroadcastFlags flags) override;
    void sockets_leave(Audience audience, std::vector<std::string> rooms, BroadcastFlags flags) override;
    void disconnect_sockets(Audience audience, bool close, BroadcastFlags flags) override;
    void fetch_sockets(Audience audience, BroadcastFlags flags, OnSockets done) override;
    void all_rooms(BroadcastFlags flags, OnRooms done) override;
    /// There is no other server: reaches nobody, and `done` gets an empty list at once.
    void server_side_emit(std::string event_json, OnServerSideReplies done) override;

    /// Those of `names`, each once, that are rooms with members in this process: cheaper than all_rooms.
    void rooms_among(std::vector<std::string> names, OnRooms done);
    /// The sockets themselves.
    void sockets(std::move_only_function<void(std::vector<std::shared_ptr<Socket>>)> done);

  private:
    template <class Action>
    void on_every_shard(Action action);
    template <class Item, class Ask>
    void gather(Ask ask, std::move_only_function<void(std::vector<Item>)> done);
    template <class Ask>
    void gather_names(Ask ask, OnRooms done);

    const Shards& shards_;
    recovery::SessionStore* const recovery_;
};

}  // namespace chatter::socketio
