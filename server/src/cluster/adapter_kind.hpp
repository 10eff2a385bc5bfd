#pragma once

#include <cstdint>

namespace chatter::cluster {

/// Which of Node's two adapters the others have.
enum class AdapterKind : std::uint8_t {
    classic,  // createAdapter
    sharded,  // createShardedAdapter: by sharded pub/sub, of Redis 7 and later
};

/// Of the sharded adapter: which rooms have a channel of their own, that only servers with sockets there
/// hear.
enum class SubscriptionMode : std::uint8_t {
    dynamic,          // all but those of one socket, by the length of its id
    dynamic_private,  // all
    static_only,      // none
};

}  // namespace chatter::cluster
