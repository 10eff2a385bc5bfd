#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// RFC 6455 framing: pure functions over bytes, no I/O.
namespace chatter::net::websocket {

enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// Status codes of RFC 6455, 7.4.1, that Chatter sends.
enum class CloseCode : std::uint16_t {
    normal = 1000,
    going_away = 1001,
    protocol_error = 1002,
    invalid_payload = 1007,
    policy_violation = 1008,
    too_big = 1009,
    internal_error = 1011,
};

/// One whole outgoing message with its header in front: encoded once, shared by all who receive it.
class Frame {
  public:
    Frame(Opcode opcode, std::string_view payload) : Frame(opcode, {}, payload) {}
    /// The payload in two parts, so that a prefix needs no copy of its own. `compress`: whether a transport
    /// that can may compress it.
    Frame(Opcode opcode, std::string_view prefix, std::string_view payload, bool compress = true);

    [[nodiscard]] std::string_view bytes() const noexcept { return bytes_; }
    [[nodiscard]] std::string_view payload() const noexcept {
        return std::string_view(bytes_).substr(header_bytes_);
    }
    [[nodiscard]] bool is_binary() const noexcept { return binary_; }
    [[nodiscard]] bool compress() const noexcept { return compress_; }
    /// The same message in a compressed frame (RFC 7692), made at the first call for all who receive it.
    /// Threads: any.
    [[nodiscard]] const std::shared_ptr<const Frame>& deflated() const;

  private:
    void write(std::uint8_t first_byte, std::string_view prefix, std::string_view payload);

    std::string bytes_;
    mutable std::once_flag deflate_once_;
    mutable std::shared_ptr<const Frame> deflated_;
    std::uint8_t header_bytes_ = 0;
    bool binary_ = false;
    bool compress_ = true;
};

using SharedFrame = std::shared_ptr<const Frame>;

/// The frame of a Close with `code` and no reason.
[[nodiscard]] SharedFrame close_frame(CloseCode code);

/// The head of a frame that a client sent.
struct Header {
    Opcode opcode = Opcode::text;
    bool final = true;
    bool compressed = false;  // the first frame of a compressed message (RFC 7692)
    std::size_t header_bytes = 0;
    std::uint64_t payload_bytes = 0;
    std::array<std::uint8_t, 4> mask{};
};

/// What the first bytes of a buffer are.
struct Parsed {
    std::optional<Header> header;    ///< set once the header is whole
    std::optional<CloseCode> error;  ///< the frame breaks the protocol
};

/// Reads a client's frame header. Neither set: more bytes are needed. `deflates`: compression was negotiated.
/// Errors: protocol_error (reserved bits, unknown opcode, no mask, a control frame that is long or
/// fragmented, a length not in its shortest form), too_big (more than `payload_bytes_max`).
[[nodiscard]] Parsed parse_header(std::span<const char> bytes, std::uint64_t payload_bytes_max,
                                  bool deflates = false) noexcept;

/// XORs the payload with its mask, in place (RFC 6455, 5.3).
void unmask(std::span<char> payload, const std::array<std::uint8_t, 4>& mask) noexcept;

/// What is wrong with a Close frame's payload, if anything (RFC 6455, 5.5.1 and 7.4).
[[nodiscard]] std::optional<CloseCode> check_close_payload(std::string_view payload) noexcept;

/// The Sec-WebSocket-Accept for a Sec-WebSocket-Key; nothing when the key is not 16 bytes of base64.
[[nodiscard]] std::optional<std::string> accept_key(std::string_view key);

}  // namespace chatter::net::websocket
