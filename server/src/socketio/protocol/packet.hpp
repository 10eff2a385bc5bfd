#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "socketio/engineio/packet.hpp"

/// Socket.IO protocol, revision 5. Spec: socket.io-protocol v5.
namespace chatter::socketio {

using engineio::SharedFrame;

/// Spec: "Packet types".
enum class PacketType : char {
    connect = '0',
    disconnect = '1',
    event = '2',
    ack = '3',
    connect_error = '4',
    binary_event = '5',
    binary_ack = '6',
};

inline constexpr std::size_t attachments_max = 10;

/// One packet that a client sent. Attachments stand in `payload` as `{"_placeholder":true,"num":n}`.
struct Packet {
    PacketType type = PacketType::event;
    std::string nsp = "/";
    std::optional<std::uint64_t> id;  // of an ack
    boost::json::value payload;       // null when there is none
    std::size_t attachment_count = 0;
};

/// Decodes one text packet and checks that its payload fits its type. Nothing when it does not: unknown
/// types, bad ack ids, more than `attachments_max` attachments, reserved event names, deeply nested JSON.
/// Spec: "Packet encoding". Threads: any (pure function).
[[nodiscard]] std::optional<Packet> decode_packet(std::string_view text);

/// Whether the placeholders of `payload` name each of `count` attachments, and no other.
[[nodiscard]] bool placeholders_fit(const boost::json::value& payload, std::size_t count);

/// A packet ready for any transport: its text, then its attachments.
struct EncodedPacket {
    SharedFrame text;
    std::vector<SharedFrame> attachments;
};

/// Encodes a packet whose payload is JSON text already (empty: none). With attachments, events and acks
/// become their binary kind.
[[nodiscard]] EncodedPacket encode_packet(PacketType type, std::string_view nsp,
                                          std::optional<std::uint64_t> id, std::string_view payload_json,
                                          const std::vector<std::string>& attachments = {});

/// `["name",arg,…]`.
[[nodiscard]] std::string event_json(std::string_view name, const boost::json::array& args);

/// Names that no event may have (spec: they are the library's own).
[[nodiscard]] bool is_reserved_event(std::string_view name) noexcept;

}  // namespace chatter::socketio
