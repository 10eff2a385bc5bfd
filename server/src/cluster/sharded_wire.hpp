// What the sharded adapter of `@socket.io/redis-adapter` 8 (`createShardedAdapter`) says over Redis. All of
// it is one kind of object, {type, data, uid, nsp}, in JSON, or in MessagePack where it holds bytes:
//
//   socket.io#<nsp>#          broadcasts and requests
//   socket.io#<nsp>#<room>#   a broadcast to one room alone, where the room has a channel (SubscriptionMode)
//   socket.io#<nsp>#<uid>#    what is answered to that server
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "cluster/adapter_message.hpp"

// Threads: any (pure functions).
namespace chatter::cluster {

struct ShardedMessage {
    std::string uid;  // of the server that sent it
    std::string nsp;
    std::variant<WireBroadcast, WireRequest, WireResponse> content;
};

/// Nothing when it is not well-formed, or of a type that the sharded adapter does not send. Bytes where this
/// library takes none (server-side events, what is known of sockets) become what JSON.stringify makes of a
/// Buffer.
[[nodiscard]] std::optional<ShardedMessage> decode_sharded(std::string_view bytes);

[[nodiscard]] std::string encode_sharded(const WireBroadcast& broadcast);
[[nodiscard]] std::string encode_sharded(const WireRequest& request, std::string_view nsp);
/// `uid` is that of the server that answers.
[[nodiscard]] std::string encode_sharded(const WireResponse& response, std::string_view uid,
                                         std::string_view nsp);

/// As long as a socket's id: such a room has no channel in the mode `dynamic`.
[[nodiscard]] bool looks_like_a_socket_id(std::string_view room) noexcept;

}  // namespace chatter::cluster
