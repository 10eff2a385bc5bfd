#pragma once

#include <string>
#include <vector>

#include "base/rate_limit.hpp"
#include "base/task.hpp"

namespace chatter::chat {

/// Somebody who may do something so often. `name` is bytes, of at most some hundred.
struct RateKey {
    std::string name;
    RateLimit limit;
};

/// Port: what each has taken of their limits. It always has an answer, within a moment. Threads: any worker.
class RateStore {
  public:
    virtual ~RateStore() = default;

    /// Takes one of each of `keys`; of none if one of them has none left. Returns how each stands then.
    virtual Task<std::vector<RateState>> take(std::vector<RateKey> keys) = 0;
    /// Undoes one take of `key`.
    virtual void give_back(RateKey key) = 0;
    /// `key` owes nothing any more.
    virtual void forget(RateKey key) = 0;
};

}  // namespace chatter::chat
