#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "cluster/adapter_message.hpp"
#include "cluster/redis/client.hpp"
#include "cluster/socketio_adapter.hpp"

namespace chatter::cluster {

/// Which channels of Redis the servers of one namespace talk on, and how they write there: as the classic
/// adapter of Node does, or as the sharded one. Threads: any.
class AdapterChannels {
  public:
    /// On the client's thread. What this server says itself comes, too.
    struct Handlers {
        std::function<void(WireBroadcast)> on_broadcast;
        std::function<void(WireRequest)> on_request;
        std::function<void(WireResponse)> on_response;
    };

    AdapterChannels(redis::Client& client, std::string uid, std::string nsp)
        : client_(client), uid_(std::move(uid)), nsp_(std::move(nsp)) {}
    virtual ~AdapterChannels() = default;
    AdapterChannels(const AdapterChannels&) = delete;
    AdapterChannels& operator=(const AdapterChannels&) = delete;

    /// Of this server, among those of the namespace.
    [[nodiscard]] const std::string& uid() const noexcept { return uid_; }

    /// Hears the others from now on, for as long as the handlers stand.
    virtual void begin(Handlers handlers) = 0;
    virtual void end() = 0;

    /// `uid` and `nsp` of what is published are this server's.
    virtual void publish(WireBroadcast broadcast) = 0;
    virtual void publish(WireRequest request) = 0;
    /// To the server that asked.
    virtual void answer(const std::string& asker_uid, WireResponse response) = 0;

    /// How many servers hear, this one among them. One when Redis does not answer.
    void count_servers(std::move_only_function<void(std::size_t)> done);
    /// Whether the others can be asked for all rooms.
    [[nodiscard]] virtual bool can_ask_for_rooms() const noexcept = 0;
    /// Whether it wants to hear what follows: the first socket of this process has come into a room, or the
    /// last one has left it. In the order in which it happens.
    [[nodiscard]] virtual bool follows_rooms() const noexcept { return false; }
    virtual void room_created(std::string_view room) { (void)room; }
    virtual void room_deleted(std::string_view room) { (void)room; }

  protected:
    /// The words of Redis that tell, for a channel, how many hear it.
    [[nodiscard]] virtual std::vector<std::string> count_command() const = 0;

    redis::Client& client_;
    const std::string uid_;
    const std::string nsp_;
};

[[nodiscard]] std::unique_ptr<AdapterChannels> make_classic_channels(redis::Client& client, Random& random,
                                                                     const AdapterOptions& options,
                                                                     const std::string& nsp);
[[nodiscard]] std::unique_ptr<AdapterChannels> make_sharded_channels(redis::Client& client, Random& random,
                                                                     const AdapterOptions& options,
                                                                     const std::string& nsp);
/// As `options.kind` says. Client and random outlive it.
[[nodiscard]] std::unique_ptr<AdapterChannels> make_channels(redis::Client& client, Random& random,
                                                             const AdapterOptions& options,
                                                             const std::string& nsp);

}  // namespace chatter::cluster
