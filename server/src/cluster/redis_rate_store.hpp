#pragma once

#include <string>

#include "chat/local_rate_store.hpp"
#include "chat/ports/rate_store.hpp"
#include "cluster/redis/client.hpp"

namespace chatter::cluster {

/// The limits of all nodes together, in Redis: one atomic script for all keys of a take, by Redis's own
/// clock. While Redis does not answer each node has its own.
class RedisRateStore final : public chat::RateStore {
  public:
    /// Both outlive this, and this the client's thread.
    RedisRateStore(redis::Client& client, chat::LocalRateStore& local) : client_(client), local_(local) {}

    Task<std::vector<RateState>> take(std::vector<chat::RateKey> keys) override;
    void give_back(chat::RateKey key) override;
    void forget(chat::RateKey key) override;

  private:
    redis::Client& client_;
    chat::LocalRateStore& local_;
};

}  // namespace chatter::cluster
