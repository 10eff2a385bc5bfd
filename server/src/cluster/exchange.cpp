#include "cluster/exchange.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "cluster/wire_parts.hpp"
#include "socketio/protocol/json.hpp"

namespace chatter::cluster {

namespace json = boost::json;
using socketio::Audience;
using socketio::BroadcastFlags;
using socketio::EncodedPacket;
using socketio::Namespace;
using socketio::RemoteSocket;

namespace {

constexpr std::size_t request_id_length = 12;
/// After a broadcast's own timeout, for the last answers on their way.
constexpr std::chrono::seconds acks_grace{1};

void take_ack(AckSum& sum, WireResponse& response) {
    if (response.type == RequestType::broadcast_client_count) {
        const auto* const count = response.body.if_contains("clientCount");
        boost::system::error_code error;
        const auto number = count ? count->to_number<std::uint32_t>(error) : 0;
        sum.on_client_count(error ? 0 : number);
    } else if (response.type == RequestType::broadcast_ack) {
        socketio::Reply reply;
        if (auto* const packet = response.body.if_contains("packet"))
            reply.args.push_back(std::move(*packet));
        reply.attachments = std::move(response.attachments);
        sum.on_reply(std::move(reply));
    }
}

}  // namespace

Exchange::Exchange(Namespace& nsp, redis::Client& client, Random& random, AdapterOptions options)
    : client_(client),
      random_(random),
      options_(std::move(options)),
      name_(nsp.name()),
      channels_(make_channels(client, random, options_, name_)),
      nsp_(&nsp) {}

void Exchange::begin() {
    const auto heard = [weak = weak_from_this()](auto take) {
        return [weak, take](auto message) {
            if (const auto self = weak.lock()) ((*self).*take)(std::move(message));
        };
    };
    channels_->begin({.on_broadcast = heard(&Exchange::take_broadcast),
                      .on_request = heard(&Exchange::take_request),
                      .on_response = heard(&Exchange::take_response)});
}

void Exchange::end() {
    const std::lock_guard lock(mutex_);
    nsp_ = nullptr;
    channels_->end();
}

void Exchange::deliver(Namespace& here, const json::array& event, EncodedPacket packet,
                       const Audience& audience, BroadcastFlags flags) {
    if (!has_gate()) return here.local_adapter().broadcast(std::move(packet), audience, flags);
    options_.gate(event, audience,
                  [weak = here.weak_from_this(), packet = std::move(packet), audience, flags]() mutable {
                      if (const auto nsp = weak.lock())
                          nsp->local_adapter().broadcast(std::move(packet), std::move(audience), flags);
                  });
}

void Exchange::publish_broadcast(WireBroadcast broadcast) { channels_->publish(std::move(broadcast)); }

void Exchange::publish_request(WireRequest request) { channels_->publish(std::move(request)); }

void Exchange::ask(WireRequest request, Asked asked) {
    client_.post(
        [self = shared_from_this(), request = std::move(request), asked = std::move(asked)]() mutable {
            self->channels_->count_servers(
                [self, request = std::move(request), asked = std::move(asked)](std::size_t servers) mutable {
                    self->ask_others(std::move(request), std::move(asked), servers - 1);
                });
        });
}

void Exchange::ask_for_acks(WireRequest request, std::shared_ptr<AckSum> sum) {
    client_.post([self = shared_from_this(), request = std::move(request), sum = std::move(sum)]() mutable {
        const auto timeout = request.timeout.value_or(self->options_.requests_timeout);
        request.request_id =
            self->keep({.take = [sum](WireResponse& response) { take_ack(*sum, response); }, .done = {}},
                       std::numeric_limits<std::size_t>::max(), timeout + acks_grace);
        self->channels_->count_servers([sum](std::size_t servers) { sum->expect(servers); });
        self->channels_->publish(std::move(request));
    });
}

std::shared_ptr<Namespace> Exchange::nsp() {
    const std::lock_guard lock(mutex_);
    return nsp_ ? nsp_->weak_from_this().lock() : nullptr;
}

void Exchange::ask_others(WireRequest request, Asked asked, std::size_t others) {
    if (others == 0) return asked.done(true);
    request.request_id = keep(std::move(asked), others, options_.requests_timeout);
    channels_->publish(std::move(request));
}

std::string Exchange::keep(Asked asked, std::size_t missing, std::chrono::milliseconds timeout) {
    const auto id = random_token(random_, request_id_length);
    auto [kept, is_new] = pending_.emplace(
        id, Pending{.asked = std::move(asked), .missing = missing, .timer = Timer(client_.executor())});
    kept->second.timer.expires_after(timeout);
    kept->second.timer.async_wait([weak = weak_from_this(), id](const boost::system::error_code& error) {
        const auto self = weak.lock();
        if (!error && self) self->finish(id, false);
    });
    return id;
}

void Exchange::finish(const std::string& id, bool complete) {
    auto found = pending_.extract(id);
    if (!found.empty() && found.mapped().asked.done) found.mapped().asked.done(complete);
}

void Exchange::take_response(WireResponse response) {
    const auto found = pending_.find(response.request_id);
    if (found == pending_.end()) return;
    found->second.asked.take(response);
    if (--found->second.missing == 0) finish(response.request_id, true);
}

void Exchange::take_broadcast(WireBroadcast broadcast) {
    if (broadcast.uid == channels_->uid() || broadcast.nsp != name_) return;
    const auto here = nsp();
    if (!here) return;
    const auto event = socketio::to_json(broadcast.packet.event);
    auto* const recovery = here->recovery();
    auto packet =
        recovery && !broadcast.flags.is_volatile
            ? recovery->encode_event(name_, event, broadcast.packet.attachments, broadcast.flags.compress)
            : socketio::encode_packet(socketio::PacketType::event, name_, {}, event,
                                      broadcast.packet.attachments, broadcast.flags.compress);
    deliver(*here, broadcast.packet.event, std::move(packet), broadcast.audience, broadcast.flags);
}

void Exchange::take_request(WireRequest request) {
    if (request.uid == channels_->uid()) return;
    const auto here = nsp();
    if (!here) return;
    auto& local = here->local_adapter();
    switch (request.type) {
        case RequestType::sockets: return answer_sockets(local, std::move(request));
        case RequestType::all_rooms: return answer_rooms(local, std::move(request));
        case RequestType::remote_join:
            return local.sockets_join(std::move(request.audience), std::move(request.rooms), {});
        case RequestType::remote_leave:
            return local.sockets_leave(std::move(request.audience), std::move(request.rooms), {});
        case RequestType::remote_disconnect:
            return local.disconnect_sockets(std::move(request.audience), request.close, {});
        case RequestType::remote_fetch: return answer_fetch(local, std::move(request));
        case RequestType::server_side_emit: return take_server_side(*here, std::move(request));
        case RequestType::broadcast_with_ack: return take_broadcast_with_ack(*here, std::move(request));
        default: return;
    }
}

void Exchange::answer(const WireRequest& request, RequestType type, json::object body,
                      socketio::Attachments attachments) {
    channels_->answer(request.uid, {.request_id = request.request_id,
                                    .type = type,
                                    .body = std::move(body),
                                    .attachments = std::move(attachments)});
}

void Exchange::answer_sockets(socketio::Adapter& local, WireRequest request) {
    Audience audience{.rooms = std::move(request.rooms), .except = {}};
    local.fetch_sockets(
        std::move(audience), {},
        [self = shared_from_this(), request = std::move(request)](const std::vector<RemoteSocket>& sockets) {
            json::array ids;
            for (const auto& socket : sockets) ids.emplace_back(socket.id);
            self->answer(request, RequestType::sockets, {{"sockets", std::move(ids)}});
        });
}

void Exchange::answer_rooms(socketio::Adapter& local, WireRequest request) {
    local.all_rooms({}, [self = shared_from_this(),
                         request = std::move(request)](const std::vector<std::string>& rooms) {
        self->answer(request, RequestType::all_rooms, {{"rooms", json::array(rooms.begin(), rooms.end())}});
    });
}

void Exchange::answer_fetch(socketio::Adapter& local, WireRequest request) {
    auto audience = std::move(request.audience);
    local.fetch_sockets(
        std::move(audience), {},
        [self = shared_from_this(), request = std::move(request)](const std::vector<RemoteSocket>& sockets) {
            json::array list;
            for (const auto& socket : sockets) list.emplace_back(to_json(socket));
            self->answer(request, RequestType::remote_fetch, {{"sockets", std::move(list)}});
        });
}

void Exchange::take_server_side(Namespace& here, WireRequest request) {
    auto event = std::move(request.packet.event);
    socketio::ServerSideAck ack;
    if (!request.request_id.empty())
        ack = [self = shared_from_this(), request = std::move(request)](json::value reply) {
            self->answer(request, RequestType::server_side_emit, {{"data", std::move(reply)}});
        };
    here.handle_server_side(std::move(event), std::move(ack));
}

/// Sends what the clients of this server answer to the one that asks.
class Exchange::AnswerSender final : public socketio::ReplyCollector {
  public:
    AnswerSender(std::shared_ptr<Exchange> exchange, WireRequest request)
        : exchange_(std::move(exchange)), request_(std::move(request)) {}
    void on_client_count(std::size_t count) override {
        exchange_->answer(request_, RequestType::broadcast_client_count, {{"clientCount", count}});
    }
    void on_reply(socketio::Reply reply) override {
        // Node tells of the first argument alone.
        json::object body;
        if (!reply.args.empty()) body["packet"] = std::move(reply.args.front());
        exchange_->answer(request_, RequestType::broadcast_ack, std::move(body),
                          std::move(reply.attachments));
    }

  private:
    const std::shared_ptr<Exchange> exchange_;
    const WireRequest request_;
};

void Exchange::take_broadcast_with_ack(Namespace& here, WireRequest request) {
    const auto ack_id = here.next_ack_id();
    auto packet = socketio::encode_packet(socketio::PacketType::event, name_, ack_id,
                                          socketio::to_json(request.packet.event), request.packet.attachments,
                                          request.flags.compress);
    request.packet = {};
    auto audience = std::move(request.audience);
    const auto flags = request.flags;
    const auto timeout = request.timeout.value_or(options_.requests_timeout);
    here.local_adapter().broadcast_with_ack(
        std::move(packet), ack_id, std::move(audience), flags, timeout,
        std::make_shared<AnswerSender>(shared_from_this(), std::move(request)));
}

}  // namespace chatter::cluster
