#include <array>
#include <cstdint>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <variant>

#include "cluster/adapter_channels.hpp"
#include "cluster/sharded_wire.hpp"

namespace chatter::cluster {

namespace {

constexpr std::size_t uid_bytes = 8;

/// As Node's: 16 hexadecimal digits.
std::string make_uid(Random& random) {
    std::array<std::uint8_t, uid_bytes> bytes{};
    random.fill(bytes);
    std::string uid;
    for (const auto byte : bytes) {
        uid += "0123456789abcdef"[byte >> 4];
        uid += "0123456789abcdef"[byte & 0xfU];
    }
    return uid;
}

class ShardedChannels final : public AdapterChannels {
  public:
    ShardedChannels(redis::Client& client, Random& random, const AdapterOptions& options,
                    const std::string& nsp)
        : AdapterChannels(client, make_uid(random), nsp),
          mode_(options.subscription_mode),
          channel_(options.prefix + "#" + nsp + "#") {}

    void begin(Handlers handlers) override {
        const std::lock_guard lock(mutex_);
        hear_ = std::make_shared<const redis::Client::OnMessage>(
            [nsp = nsp_, handlers = std::move(handlers)](std::string_view, std::string_view payload) {
                auto message = decode_sharded(payload);
                if (!message || message->nsp != nsp) return;
                std::visit([&](auto& content) { hand_on(handlers, std::move(content)); }, message->content);
            });
        own_ = {subscribe(channel_), subscribe(channel_ + uid_ + "#")};
    }
    void end() override {
        const std::lock_guard lock(mutex_);
        hear_ = nullptr;
        own_.clear();
        rooms_.clear();
    }

    void publish(WireBroadcast broadcast) override {
        broadcast.uid = uid_;
        broadcast.nsp = nsp_;
        const auto& rooms = broadcast.audience.rooms;
        auto channel = rooms.size() == 1 && has_channel(rooms.front()) ? channel_of(rooms.front()) : channel_;
        client_.publish_sharded(std::move(channel), encode_sharded(broadcast));
    }
    void publish(WireRequest request) override {
        request.uid = uid_;
        client_.publish_sharded(channel_, encode_sharded(request, nsp_));
    }
    void answer(const std::string& asker_uid, WireResponse response) override {
        client_.publish_sharded(channel_ + asker_uid + "#", encode_sharded(response, uid_, nsp_));
    }
    [[nodiscard]] bool can_ask_for_rooms() const noexcept override { return false; }

    [[nodiscard]] bool follows_rooms() const noexcept override {
        return mode_ != SubscriptionMode::static_only;
    }
    void room_created(std::string_view room) override {
        if (!has_channel(room)) return;
        const std::lock_guard lock(mutex_);
        if (hear_) rooms_.emplace(room, subscribe(channel_of(room)));
    }
    void room_deleted(std::string_view room) override {
        const std::lock_guard lock(mutex_);
        rooms_.erase(std::string(room));
    }

  private:
    static void hand_on(const Handlers& handlers, WireBroadcast broadcast) {
        handlers.on_broadcast(std::move(broadcast));
    }
    static void hand_on(const Handlers& handlers, WireRequest request) {
        handlers.on_request(std::move(request));
    }
    static void hand_on(const Handlers& handlers, WireResponse response) {
        handlers.on_response(std::move(response));
    }

    [[nodiscard]] std::vector<std::string> count_command() const override {
        return {"PUBSUB", "SHARDNUMSUB", channel_};
    }
    [[nodiscard]] bool has_channel(std::string_view room) const noexcept {
        if (mode_ == SubscriptionMode::dynamic) return !looks_like_a_socket_id(room);
        return mode_ == SubscriptionMode::dynamic_private;
    }
    [[nodiscard]] std::string channel_of(std::string_view room) const {
        return channel_ + std::string(room) + "#";
    }
    [[nodiscard]] std::shared_ptr<void> subscribe(std::string channel) {
        return client_.subscribe_sharded(
            std::move(channel),
            [hear = hear_](std::string_view from, std::string_view payload) { (*hear)(from, payload); });
    }

    const SubscriptionMode mode_;
    const std::string channel_;
    std::mutex mutex_;  // guards what follows: rooms come and go on any worker
    std::shared_ptr<const redis::Client::OnMessage> hear_;  // null: before begin, after end
    std::vector<std::shared_ptr<void>> own_;
    std::unordered_map<std::string, std::shared_ptr<void>> rooms_;
};

}  // namespace

std::unique_ptr<AdapterChannels> make_sharded_channels(redis::Client& client, Random& random,
                                                       const AdapterOptions& options,
                                                       const std::string& nsp) {
    return std::make_unique<ShardedChannels>(client, random, options, nsp);
}

}  // namespace chatter::cluster
