#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/websocket/frame.hpp"

/// Engine.IO protocol, revision 4: the layer below Socket.IO. Spec: engine.io-protocol v4.
namespace chatter::engineio {

using net::websocket::Frame;
using net::websocket::SharedFrame;

/// Spec: "Packet encoding".
enum class PacketType : char {
    open = '0',
    close = '1',
    ping = '2',
    pong = '3',
    message = '4',
    upgrade = '5',
    noop = '6'
};

/// One packet; `data` views into what it was decoded from.
struct PacketView {
    PacketType type = PacketType::message;
    bool binary = false;
    std::string_view data;
};

/// Decodes a WebSocket message: a binary one is a binary message as it is, a text one begins with its type.
/// Nothing when the text is empty or of no known type. Spec: "Packet encoding > WebSocket".
[[nodiscard]] std::optional<PacketView> decode_packet(bool binary, std::string_view message) noexcept;

struct Packet {
    PacketType type = PacketType::message;
    bool binary = false;
    std::string data;
};

/// Splits the body of a POST into its packets, separated by U+001E, binary ones in base64 behind a `b`.
/// Nothing when any of them is malformed. Spec: "Packet encoding > HTTP long-polling".
[[nodiscard]] std::optional<std::vector<Packet>> decode_payload(std::string_view body);

/// A packet as one WebSocket frame. Polling takes the frame's payload. With `compress` off, no transport
/// compresses it.
[[nodiscard]] SharedFrame encode_packet(PacketType type, std::string_view data = {}, bool compress = true);
[[nodiscard]] SharedFrame encode_binary_message(std::string_view data, bool compress = true);

/// The body that answers a GET: packets with U+001E between them, binary ones in base64.
[[nodiscard]] std::string encode_payload(const std::vector<SharedFrame>& packets);

}  // namespace chatter::engineio
