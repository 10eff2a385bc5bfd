#include "cluster/socketio_adapter.hpp"

#include <set>

#include "cluster/ack_sum.hpp"
#include "cluster/exchange.hpp"
#include "cluster/wire_parts.hpp"
#include "socketio/namespace.hpp"
#include "socketio/protocol/json.hpp"

namespace chatter::cluster {

namespace json = boost::json;
using socketio::Audience;
using socketio::BroadcastFlags;
using socketio::EncodedPacket;
using socketio::Namespace;
using socketio::RemoteSocket;

namespace {

class RedisAdapter final : public socketio::Adapter {
  public:
    RedisAdapter(Namespace& nsp, redis::Client& client, Random& random, AdapterOptions options)
        : nsp_(nsp), exchange_(std::make_shared<Exchange>(nsp, client, random, std::move(options))) {
        exchange_->begin();
    }
    ~RedisAdapter() override { exchange_->end(); }

    void broadcast(EncodedPacket packet, Audience audience, BroadcastFlags flags) override {
        const bool is_told_to_others = reaches_others(flags);
        auto wire =
            is_told_to_others || (exchange_->has_gate() && !flags.local) ? unpack(packet) : std::nullopt;
        if (!wire) return nsp_.local_adapter().broadcast(std::move(packet), std::move(audience), flags);
        // What names the packet to a client that comes back is this server's own.
        if (packet.offset != 0 && !wire->event.empty()) wire->event.pop_back();
        exchange_->deliver(nsp_, wire->event, std::move(packet), audience, flags);
        if (!is_told_to_others) return;
        exchange_->publish_broadcast({.uid = {},
                                      .nsp = {},
                                      .packet = std::move(*wire),
                                      .audience = std::move(audience),
                                      .flags = flags});
    }

    void broadcast_with_ack(EncodedPacket packet, std::uint64_t ack_id, Audience audience,
                            BroadcastFlags flags, std::chrono::milliseconds timeout,
                            std::shared_ptr<socketio::ReplyCollector> collector) override {
        auto wire = reaches_others(flags) ? unpack(packet) : std::nullopt;
        if (wire) {
            auto sum = std::make_shared<AckSum>(std::move(collector));
            exchange_->ask_for_acks({.type = RequestType::broadcast_with_ack,
                                     .uid = {},
                                     .request_id = {},
                                     .audience = audience,
                                     .flags = flags,
                                     .rooms = {},
                                     .packet = std::move(*wire),
                                     .timeout = timeout},
                                    sum);
            collector = std::move(sum);
        }
        nsp_.local_adapter().broadcast_with_ack(std::move(packet), ack_id, std::move(audience), flags,
                                                timeout, std::move(collector));
    }

    void sockets_join(Audience audience, std::vector<std::string> rooms, BroadcastFlags flags) override {
        if (reaches_others(flags)) request(RequestType::remote_join, audience, rooms);
        nsp_.local_adapter().sockets_join(std::move(audience), std::move(rooms), flags);
    }
    void sockets_leave(Audience audience, std::vector<std::string> rooms, BroadcastFlags flags) override {
        if (reaches_others(flags)) request(RequestType::remote_leave, audience, rooms);
        nsp_.local_adapter().sockets_leave(std::move(audience), std::move(rooms), flags);
    }
    void disconnect_sockets(Audience audience, bool close, BroadcastFlags flags) override {
        if (reaches_others(flags)) request(RequestType::remote_disconnect, audience, {}, close);
        nsp_.local_adapter().disconnect_sockets(std::move(audience), close, flags);
    }

    void fetch_sockets(Audience audience, BroadcastFlags flags, OnSockets done) override {
        if (!reaches_others(flags))
            return nsp_.local_adapter().fetch_sockets(std::move(audience), flags, std::move(done));
        auto asked_of = audience;
        nsp_.local_adapter().fetch_sockets(
            std::move(audience), flags,
            [exchange = exchange_, asked_of = std::move(asked_of),
             done = std::move(done)](std::vector<RemoteSocket> own) mutable {
                const auto all = std::make_shared<std::vector<RemoteSocket>>(std::move(own));
                exchange->ask(
                    {.type = RequestType::remote_fetch, .audience = std::move(asked_of)},
                    {.take = [all](WireResponse& response) { add_sockets(*all, response); },
                     .done = [all, done = std::move(done)](bool) mutable { done(std::move(*all)); }});
            });
    }

    void all_rooms(BroadcastFlags flags, OnRooms done) override {
        if (!reaches_others(flags) || !exchange_->can_ask_for_rooms())
            return nsp_.local_adapter().all_rooms(flags, std::move(done));
        nsp_.local_adapter().all_rooms(flags, [exchange = exchange_,
                                               done = std::move(done)](std::vector<std::string> own) mutable {
            const auto all = std::make_shared<std::set<std::string>>(own.begin(), own.end());
            exchange->ask(
                {.type = RequestType::all_rooms},
                {.take = [all](WireResponse& response) { add_rooms(*all, response); },
                 .done = [all, done = std::move(done)](bool) mutable { done({all->begin(), all->end()}); }});
        });
    }

    void server_side_emit(std::string event_json, OnServerSideReplies done) override {
        auto event = socketio::parse_json(event_json);
        WireRequest request{.type = RequestType::server_side_emit};
        if (event && event->is_array()) request.packet.event = std::move(event->get_array());
        if (!done) return exchange_->publish_request(std::move(request));
        const auto all = std::make_shared<socketio::ServerSideReplies>();
        exchange_->ask(std::move(request),
                       {.take =
                            [all](WireResponse& response) {
                                auto* const data = response.body.if_contains("data");
                                all->replies.push_back(data ? std::move(*data) : json::value());
                            },
                        .done =
                            [all, done = std::move(done)](bool complete) mutable {
                                all->complete = complete;
                                done(std::move(*all));
                            }});
    }

    [[nodiscard]] bool follows_rooms() const override { return exchange_->follows_rooms(); }
    void room_created(std::string_view room) override { exchange_->room_created(room); }
    void room_deleted(std::string_view room) override { exchange_->room_deleted(room); }

  private:
    [[nodiscard]] bool reaches_others(BroadcastFlags flags) const {
        return !flags.local && exchange_->is_up();
    }

    void request(RequestType type, const Audience& audience, const std::vector<std::string>& rooms,
                 bool close = false) {
        exchange_->publish_request({.type = type, .audience = audience, .rooms = rooms, .close = close});
    }

    static void add_sockets(std::vector<RemoteSocket>& all, const WireResponse& response) {
        const auto* const sockets = response.body.if_contains("sockets");
        if (!sockets || !sockets->is_array()) return;
        for (const auto& value : sockets->get_array())
            if (auto socket = to_remote_socket(value)) all.push_back(std::move(*socket));
    }

    static void add_rooms(std::set<std::string>& all, const WireResponse& response) {
        const auto* const rooms = response.body.if_contains("rooms");
        if (!rooms || !rooms->is_array()) return;
        for (const auto& room : rooms->get_array())
            if (room.is_string()) all.emplace(room.get_string());
    }

    Namespace& nsp_;
    const std::shared_ptr<Exchange> exchange_;
};

}  // namespace

socketio::AdapterFactory make_redis_adapter(redis::Client& client, Random& random, AdapterOptions options) {
    return [&client, &random, options = std::move(options)](Namespace& nsp) {
        return std::make_unique<RedisAdapter>(nsp, client, random, options);
    };
}

}  // namespace chatter::cluster
