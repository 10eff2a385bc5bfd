#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "chat/ports/presence_peers.hpp"
#include "cluster/presence_wire.hpp"
#include "cluster/redis/client.hpp"

namespace chatter::cluster {

/// Who is connected to the other nodes, by Redis (cluster/presence_wire.hpp). A node that has not been heard
/// of for the TTL is forgotten, but not while Redis is away: then what was known last stays. Threads: the
/// client's, but for what says otherwise.
class RedisPresence final : public chat::PresencePeers {
  public:
    static constexpr std::chrono::milliseconds ttl{15'000};
    static constexpr std::chrono::milliseconds renew_interval{5'000};

    /// `client` outlives this, and this the client's thread.
    RedisPresence(redis::Client& client, Random& random);

    /// Before the client starts. `node` is this one; it outlives the client's thread.
    void start(chat::PresenceNode& node);
    /// What this node has said stays until its time has run out. Before the client stops. Threads: any.
    void stop();

    void tell(std::vector<chat::NodePresence> changes) override;

  private:
    using Clock = std::chrono::steady_clock;
    using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, WorkerExecutor>;
    struct Peer {
        std::int64_t told = -1;    // of which all is known
        std::int64_t latest = -1;  // that it has spoken of
        Clock::time_point heard_at{};
        bool is_being_read = false;
    };

    void on_state(bool up);
    void renew_later();
    void renew();
    Task<void> say_everything();
    void say(std::vector<chat::NodePresence> people, bool is_all);
    void say_alive();
    void take(std::string_view payload);
    void take_people(Peer& peer, PresenceWord word);
    void read(const std::string& node);
    void forget_silent();

    redis::Client& client_;
    const std::string name_;
    chat::PresenceNode* node_ = nullptr;
    std::shared_ptr<void> subscription_;
    Timer timer_;
    std::int64_t told_ = 0;
    bool has_said_everything_ = false;  // since the connection was made
    bool stopped_ = false;
    std::map<std::string, Peer> peers_;
};

}  // namespace chatter::cluster
