#pragma once

#include "base/gcra_table.hpp"
#include "chat/ports/rate_store.hpp"

namespace chatter::chat {

/// The limits of one process, in its memory. Answers at once, without leaving the thread.
class LocalRateStore final : public RateStore {
  public:
    explicit LocalRateStore(Random& random) : table_(random) {}

    Task<std::vector<RateState>> take(std::vector<RateKey> keys) override;
    void give_back(RateKey key) override;
    void forget(RateKey key) override { table_.forget(key.name); }

    /// The same as `take`, for whoever cannot wait.
    std::vector<RateState> take_now(const std::vector<RateKey>& keys);

  private:
    GcraTable table_;
};

}  // namespace chatter::chat
