#include "socketio/local_adapter.hpp"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <utility>

#include "socketio/shard.hpp"

namespace chatter::socketio {

namespace {

/// What every worker contributes to one answer; the last one hands it on, on its thread.
template <class Item>
class Gathering {
  public:
    using Done = std::move_only_function<void(std::vector<Item>)>;
    Gathering(std::size_t workers, Done done) : missing_(workers), done_(std::move(done)) {}

    void add(std::vector<Item> items) {
        {
            // The workers have nothing else in common that could be posted to.
            const std::lock_guard lock(mutex_);
            std::ranges::move(items, std::back_inserter(items_));
            if (--missing_ > 0) return;
        }
        done_(std::move(items_));
    }

  private:
    std::mutex mutex_;  // guards what follows
    std::vector<Item> items_;
    std::size_t missing_;
    Done done_;
};

}  // namespace

/// One hop a worker, not one a client; what it does is shared, not copied.
template <class Action>
void LocalAdapter::on_every_shard(Action action) {
    struct Job {
        Action action;
        std::shared_ptr<Namespace> keep;  // which may be cleaned up meanwhile
    };
    const auto job =
        std::make_shared<const Job>(std::move(action), shards_.front()->nsp().weak_from_this().lock());
    for (const auto& shard : shards_)
        shard->worker().post([job, target = shard.get()] { job->action(*target); });
}

template <class Item, class Ask>
void LocalAdapter::gather(Ask ask, std::move_only_function<void(std::vector<Item>)> done) {
    const auto gathering = std::make_shared<Gathering<Item>>(shards_.size(), std::move(done));
    on_every_shard([gathering, ask = std::move(ask)](NamespaceShard& shard) { gathering->add(ask(shard)); });
}

/// Each name once.
template <class Ask>
void LocalAdapter::gather_names(Ask ask, OnRooms done) {
    gather<std::string>(std::move(ask), [done = std::move(done)](std::vector<std::string> names) mutable {
        std::ranges::sort(names);
        const auto rest = std::ranges::unique(names);
        names.erase(rest.begin(), rest.end());
        done(std::move(names));
    });
}

void LocalAdapter::broadcast(EncodedPacket packet, Audience audience, BroadcastFlags flags) {
    if (recovery_ && packet.offset != 0) {
        const auto shared =
            std::make_shared<const recovery::Broadcasted>(std::move(packet), std::move(audience));
        return recovery_->publish(shared, std::chrono::steady_clock::now(), [&](std::uint64_t position) {
            on_every_shard([shared, position, flags](NamespaceShard& shard) {
                shard.receive_kept(position, {.broadcasted = shared, .flags = flags});
            });
        });
    }
    on_every_shard([packet = std::move(packet), audience = std::move(audience),
                    flags](NamespaceShard& shard) { shard.broadcast(packet, audience, flags); });
}

void LocalAdapter::broadcast_with_ack(EncodedPacket packet, std::uint64_t ack_id, Audience audience,
                                      BroadcastFlags flags, std::chrono::milliseconds timeout,
                                      std::shared_ptr<ReplyCollector> collector) {
    gather<std::size_t>(
        [packet = std::move(packet), ack_id, audience = std::move(audience), flags, timeout,
         collector](NamespaceShard& shard) {
            return std::vector{shard.broadcast_with_ack(packet, ack_id, audience, flags, timeout, collector)};
        },
        [collector](const std::vector<std::size_t>& counts) {
            std::size_t total = 0;
            for (const auto count : counts) total += count;
            collector->on_client_count(total);
        });
}

void LocalAdapter::sockets_join(Audience audience, std::vector<std::string> rooms, BroadcastFlags) {
    on_every_shard([audience = std::move(audience), rooms = std::move(rooms)](NamespaceShard& shard) {
        shard.sockets_join(audience, rooms);
    });
}

void LocalAdapter::sockets_leave(Audience audience, std::vector<std::string> rooms, BroadcastFlags) {
    on_every_shard([audience = std::move(audience), rooms = std::move(rooms)](NamespaceShard& shard) {
        shard.sockets_leave(audience, rooms);
    });
}

void LocalAdapter::disconnect_sockets(Audience audience, bool close, BroadcastFlags) {
    on_every_shard([audience = std::move(audience), close](NamespaceShard& shard) {
        shard.disconnect_sockets(audience, close);
    });
}

void LocalAdapter::fetch_sockets(Audience audience, BroadcastFlags, OnSockets done) {
    gather<RemoteSocket>(
        [audience = std::move(audience)](NamespaceShard& shard) { return shard.describe_sockets(audience); },
        std::move(done));
}

void LocalAdapter::all_rooms(BroadcastFlags, OnRooms done) {
    gather_names([](NamespaceShard& shard) { return shard.room_names(); }, std::move(done));
}

void LocalAdapter::rooms_among(std::vector<std::string> names, OnRooms done) {
    gather_names([names = std::move(names)](NamespaceShard& shard) { return shard.rooms_among(names); },
                 std::move(done));
}

void LocalAdapter::server_side_emit(std::string, OnServerSideReplies done) {
    if (done) done({});
}

void LocalAdapter::sockets(std::move_only_function<void(std::vector<std::shared_ptr<Socket>>)> done) {
    gather<std::shared_ptr<Socket>>([](NamespaceShard& shard) { return shard.sockets(); }, std::move(done));
}

}  // namespace chatter::socketio
