#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "net/websocket/frame.hpp"

/// permessage-deflate (RFC 7692) without context takeover on either side: no connection keeps a compressor,
/// and a broadcast is compressed once for everybody.
namespace chatter::net::websocket {

/// The Sec-WebSocket-Extensions to answer to a client's offers; nothing when none of them can be accepted
/// (a smaller window for the server is not made). Spec: RFC 7692, 5 and 7.1. Threads: any.
[[nodiscard]] std::optional<std::string> accept_deflate(std::string_view offers);

/// A message's payload, compressed. Threads: any; each keeps one compressor.
[[nodiscard]] std::string deflate_message(std::string_view payload);

/// Expands a compressed message. Errors: too_big (more than `payload_bytes_max`), invalid_payload.
/// Threads: any; each keeps one decompressor.
[[nodiscard]] std::expected<std::string, CloseCode> inflate_message(std::string_view compressed,
                                                                    std::size_t payload_bytes_max);

}  // namespace chatter::net::websocket
