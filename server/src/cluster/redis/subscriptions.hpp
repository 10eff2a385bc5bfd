#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cluster/redis/resp.hpp"

namespace chatter::cluster::redis {

/// What is heard of Redis, by whom, and which of it Redis has yet to be told. All on one thread.
class Subscriptions {
  public:
    /// In the words of Redis; `shard` is a channel of sharded pub/sub (SSUBSCRIBE, Redis 7).
    enum class Kind : std::uint8_t { channel, pattern, shard };
    using OnMessage = std::function<void(std::string_view channel, std::string_view payload)>;
    /// Sends a command over the connection.
    using Send = std::function<void(const std::vector<std::string>& words)>;

    explicit Subscriptions(Send send) : send_(std::move(send)) {}

    /// Calls `handler` with what comes there, until `remove(key)`. Not from within a handler.
    void add(std::uint64_t key, Kind kind, std::string name, OnMessage handler);
    void remove(std::uint64_t key);

    /// There is a connection that Redis knows nothing of: all is subscribed to.
    void begin();
    /// It was lost.
    void end();
    /// What came over the connection. True when with it all that begin() found, and what came since, is in
    /// force.
    bool take(const Value& value);
    [[nodiscard]] bool are_in_force() const noexcept { return are_in_force_; }
    /// Calls `done` once what has been added so far is in force, or cannot be: for want of a
    /// connection, or because Redis has refused one.
    void when_in_force(std::move_only_function<void()> done);

  private:
    struct Subscription {
        Kind kind;
        std::string name;
        OnMessage handler;
    };
    struct Hash {
        std::size_t operator()(std::string_view name) const noexcept {
            return std::hash<std::string_view>()(name);
        }
    };
    [[nodiscard]] auto hearers(Kind kind, std::string_view name) {
        return by_name_[index(kind)].equal_range(name);
    }
    [[nodiscard]] static std::size_t index(Kind kind) noexcept { return static_cast<std::size_t>(kind); }
    void send_some();
    bool check();
    void release(std::uint64_t confirmed);

    const Send send_;
    std::map<std::uint64_t, Subscription> subscriptions_;
    /// Names are those of the subscriptions.
    std::unordered_multimap<std::string_view, Subscription*, Hash> by_name_[3];
    bool is_connected_ = false;
    bool are_in_force_ = false;
    bool is_any_refused_ = false;  // on this connection: then not all of them will ever be
    std::deque<std::uint64_t> unsent_;
    std::uint64_t sent_ = 0, confirmed_ = 0;                                 // names, over this connection
    std::multimap<std::uint64_t, std::move_only_function<void()>> waiting_;  // for so many to be confirmed
};

}  // namespace chatter::cluster::redis
