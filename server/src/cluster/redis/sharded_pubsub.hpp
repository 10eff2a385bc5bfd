#pragma once

#include <chrono>
#include <optional>

#include "cluster/redis/client.hpp"

namespace chatter::cluster::redis {

/// Whether Redis has sharded pub/sub, as version 7 has, and Valkey. Nothing when it does not say so within
/// `limit`, for which the calling thread waits at most. The client has been started.
[[nodiscard]] std::optional<bool> has_sharded_pubsub(Client& client, std::chrono::milliseconds limit);

}  // namespace chatter::cluster::redis
