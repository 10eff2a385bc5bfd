#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace chatter::bench {

// RFC 6455 from the client's side: what is sent is masked, what comes is not.

/// The generator asks for every WebSocket with the key of the RFC's example, so the answer is known.
inline constexpr std::string_view handshake_key = "dGhlIHNhbXBsZSBub25jZQ==";
inline constexpr std::string_view handshake_accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

enum class Opcode : std::uint8_t { text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// Appends one whole frame to `out`, masked with `mask`.
void append_masked_frame(std::string& out, Opcode opcode, std::string_view payload, std::uint32_t mask);

struct Frame {
    Opcode opcode{};
    std::string_view payload;  // views into the bytes read
    std::size_t bytes = 0;     // header included
};

enum class FrameState : std::uint8_t { whole, partial, broken };

/// Reads the frame at the front of `bytes`. `broken`: fragmented, masked, with reserved bits, or larger than
/// `bytes_max`; none of the servers measured here has a reason to send such a frame.
[[nodiscard]] FrameState read_frame(std::string_view bytes, std::size_t bytes_max, Frame& frame) noexcept;

}  // namespace chatter::bench
