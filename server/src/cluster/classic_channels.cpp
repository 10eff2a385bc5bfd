#include <utility>

#include "cluster/adapter_channels.hpp"
#include "cluster/classic_wire.hpp"

namespace chatter::cluster {

namespace {

constexpr std::size_t uid_length = 6;

/// What has a meaning in Redis's patterns stands for itself.
std::string escape_pattern(std::string_view text) {
    std::string escaped;
    for (const auto character : text) {
        if (std::string_view("*?[]^\\").contains(character)) escaped += '\\';
        escaped += character;
    }
    return escaped;
}

class ClassicChannels final : public AdapterChannels {
  public:
    ClassicChannels(redis::Client& client, Random& random, const std::string& prefix, const std::string& nsp)
        : AdapterChannels(client, random_token(random, uid_length), nsp),
          broadcasts_(prefix + "#" + nsp + "#"),
          requests_(prefix + "-request#" + nsp + "#"),
          responses_(prefix + "-response#" + nsp + "#") {}

    void begin(Handlers handlers) override {
        const auto heard = [](auto decode, auto handler) {
            return [decode, handler = std::move(handler)](std::string_view, std::string_view payload) {
                if (auto message = decode(payload)) handler(std::move(*message));
            };
        };
        subscriptions_ = {
            client_.subscribe_pattern(escape_pattern(broadcasts_) + "*",
                                      heard(decode_broadcast, std::move(handlers.on_broadcast))),
            client_.subscribe(requests_, heard(decode_request, std::move(handlers.on_request))),
            client_.subscribe(responses_, heard(decode_response, handlers.on_response)),
            client_.subscribe(responses_ + uid_ + "#", heard(decode_response, handlers.on_response))};
    }
    void end() override { subscriptions_.clear(); }

    void publish(WireBroadcast broadcast) override {
        broadcast.uid = uid_;
        broadcast.nsp = nsp_;
        auto channel = broadcasts_;
        if (broadcast.audience.rooms.size() == 1) channel += broadcast.audience.rooms.front() + "#";
        client_.publish(std::move(channel), encode_broadcast(broadcast));
    }
    void publish(WireRequest request) override {
        request.uid = uid_;
        client_.publish(requests_, encode_request(request));
    }
    void answer(const std::string&, WireResponse response) override {
        client_.publish(responses_, encode_response(response));
    }
    [[nodiscard]] bool can_ask_for_rooms() const noexcept override { return true; }

  private:
    [[nodiscard]] std::vector<std::string> count_command() const override {
        return {"PUBSUB", "NUMSUB", requests_};
    }

    const std::string broadcasts_, requests_, responses_;  // channels
    std::vector<std::shared_ptr<void>> subscriptions_;
};

}  // namespace

std::unique_ptr<AdapterChannels> make_classic_channels(redis::Client& client, Random& random,
                                                       const AdapterOptions& options,
                                                       const std::string& nsp) {
    return std::make_unique<ClassicChannels>(client, random, options.prefix, nsp);
}

}  // namespace chatter::cluster
