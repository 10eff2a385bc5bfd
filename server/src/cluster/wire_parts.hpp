// What is written alike by both of Node's adapters. What comes is written by whoever reaches Redis: it is
// checked as a client's.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/adapter_message.hpp"
#include "cluster/msgpack.hpp"

// Threads: any (pure functions).
namespace chatter::cluster {

// Reading. Nothing, or false, when it is not well-formed.

/// JSON, which begins with `{`, or MessagePack.
[[nodiscard]] std::optional<Unpacked> decode_json_or_msgpack(std::string_view bytes);

[[nodiscard]] std::optional<double> number_in(const boost::json::object& object, std::string_view key);
/// Empty when it is left out. A name may be a number.
[[nodiscard]] std::string text_in(const boost::json::object& object, std::string_view key);
[[nodiscard]] bool flag_in(const boost::json::object& object, std::string_view key, bool otherwise);
/// Left out is empty.
[[nodiscard]] bool read_names(const boost::json::object& object, std::string_view key,
                              std::vector<std::string>& names);

/// `{rooms, except, flags}`.
struct WireOptions {
    socketio::Audience audience;
    socketio::BroadcastFlags flags;
    std::optional<std::chrono::milliseconds> timeout;
};
[[nodiscard]] std::optional<WireOptions> read_options(const boost::json::value* value);

/// `{type, data}`: an event with a name that clients may hear, and a place for each attachment.
[[nodiscard]] std::optional<WirePacket> read_packet(const boost::json::value* value,
                                                    socketio::Attachments attachments);

[[nodiscard]] std::optional<socketio::RemoteSocket> to_remote_socket(const boost::json::value& value);

// Writing.

inline constexpr std::int64_t event_packet_type = 2;  // whether it has attachments or not

[[nodiscard]] boost::json::array names_json(const std::vector<std::string>& names);
[[nodiscard]] boost::json::object flags_json(socketio::BroadcastFlags flags);
[[nodiscard]] boost::json::object audience_json(const socketio::Audience& audience);
[[nodiscard]] boost::json::object to_json(const socketio::RemoteSocket& socket);

/// What an encoded event says.
[[nodiscard]] std::optional<WirePacket> unpack(const socketio::EncodedPacket& packet);

}  // namespace chatter::cluster
