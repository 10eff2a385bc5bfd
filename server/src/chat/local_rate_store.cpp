#include "chat/local_rate_store.hpp"

namespace chatter::chat {

Task<std::vector<RateState>> LocalRateStore::take(std::vector<RateKey> keys) { co_return take_now(keys); }

std::vector<RateState> LocalRateStore::take_now(const std::vector<RateKey>& keys) {
    const auto now = GcraTable::Clock::now();
    std::vector<RateState> states;
    states.reserve(keys.size());
    for (const auto& key : keys) {
        states.push_back(table_.take(key.name, key.limit, now));
        if (states.back().allowed) continue;
        for (std::size_t i = 0; i + 1 < states.size(); ++i)
            table_.give_back(keys[i].name, keys[i].limit, now);
        break;
    }
    return states;
}

void LocalRateStore::give_back(RateKey key) {
    table_.give_back(key.name, key.limit, GcraTable::Clock::now());
}

}  // namespace chatter::chat
