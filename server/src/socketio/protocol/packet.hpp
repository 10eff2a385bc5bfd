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
    std::string nsp = "/";            // as sent: a query that some client put behind it is part of the name
    std::optional<std::uint64_t> id;  // of an ack
    boost::json::value payload;       // null when there is none
    std::size_t attachment_count = 0;
};

/// Decodes one text packet and checks that its payload fits its type. Nothing when it does not: unknown
/// types, bad ack ids, no attachment or more than `attachments_max` in a binary packet, reserved event names,
/// JSON that `parse_json` refuses. Strings and keys of the payload may hold lone surrogates (see
/// protocol/json.hpp). Spec: "Packet encoding". Threads: any (pure function).
[[nodiscard]] std::optional<Packet> decode_packet(std::string_view text);

/// Whether the placeholders of `payload` name each of `count` attachments, and no other.
[[nodiscard]] bool placeholders_fit(const boost::json::value& payload, std::size_t count);

/// Numbers the placeholders that fit `attachments` as they stand in `payload`, from 0, and moves each
/// attachment to its number.
void sort_attachments(boost::json::value& payload, std::vector<std::string>& attachments);

/// The bytes that go along with a packet's JSON.
using Attachments = std::vector<std::string>;

/// What stands in the JSON where attachment `n`, counted from 0, belongs.
[[nodiscard]] boost::json::object placeholder(std::size_t n);

/// A packet ready for any transport: its text, then its attachments.
struct EncodedPacket {
    SharedFrame text;
    std::vector<SharedFrame> attachments;
    /// The event's last argument (see recovery/): names the packet to a client that comes back. 0: none.
    std::uint64_t offset = 0;
};

/// Encodes a packet whose payload is JSON text already (empty: none). With attachments, events and acks
/// become their binary kind.
[[nodiscard]] EncodedPacket encode_packet(PacketType type, std::string_view nsp,
                                          std::optional<std::uint64_t> id, std::string_view payload_json,
                                          const Attachments& attachments = {}, bool compress = true);

/// The `["name",arg,…]` of an encoded event. Views into the packet.
[[nodiscard]] std::string_view json_of(const EncodedPacket& packet) noexcept;

/// `["name",arg,…]`.
[[nodiscard]] std::string event_json(std::string_view name, const boost::json::array& args);

/// The same; throws std::invalid_argument when `name` is reserved.
[[nodiscard]] std::string checked_event_json(std::string_view name, const boost::json::array& args);

/// Names that no event may have (spec: they are the library's own).
[[nodiscard]] bool is_reserved_event(std::string_view name) noexcept;

}  // namespace chatter::socketio
