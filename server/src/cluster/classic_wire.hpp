// What the classic adapter of `@socket.io/redis-adapter` 8 and `@socket.io/redis-emitter` 5 say to each other
// over Redis:
//
//   socket.io#<nsp>#            a broadcast, MessagePack [uid, packet, {rooms, except, flags}]
//   socket.io#<nsp>#<room>#     the same, when it goes to one room alone
//   socket.io-request#<nsp>#    a request, JSON, or MessagePack where it holds a packet
//   socket.io-response#<nsp>#   what is answered to it, likewise
//
// A first byte `{` tells JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cluster/adapter_message.hpp"

namespace chatter::cluster {

// Nothing when it is not well-formed. Threads: any (pure functions).
[[nodiscard]] std::optional<WireBroadcast> decode_broadcast(std::string_view bytes);
[[nodiscard]] std::optional<WireRequest> decode_request(std::string_view bytes);
[[nodiscard]] std::optional<WireResponse> decode_response(std::string_view bytes);

[[nodiscard]] std::string encode_broadcast(const WireBroadcast& broadcast);
[[nodiscard]] std::string encode_request(const WireRequest& request);
[[nodiscard]] std::string encode_response(const WireResponse& response);

}  // namespace chatter::cluster
