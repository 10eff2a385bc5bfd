// What the servers of a namespace say to each other, in whichever of the ways of Node's adapters it is
// written: classic_wire and sharded_wire.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "socketio/adapter.hpp"

namespace chatter::cluster {

/// An event for many, with its bytes beside it.
struct WirePacket {
    boost::json::array event = {};  // name and arguments
    socketio::Attachments attachments = {};
};

struct WireBroadcast {
    std::string uid;  // of the server that sent it; "emitter"
    std::string nsp;
    WirePacket packet;
    socketio::Audience audience;
    socketio::BroadcastFlags flags;
};

/// In the numbers of the classic adapter.
enum class RequestType : std::uint8_t {
    sockets,  // of old versions; answered
    all_rooms,
    remote_join,
    remote_leave,
    remote_disconnect,
    remote_fetch,
    server_side_emit,
    broadcast_with_ack,
    broadcast_client_count,  // these two are answers
    broadcast_ack,
};

struct WireRequest {
    RequestType type = RequestType::sockets;
    std::string uid = {};         // of the server that asks; empty: an emitter's
    std::string request_id = {};  // empty: nobody waits for an answer
    socketio::Audience audience = {};
    socketio::BroadcastFlags flags = {};
    std::vector<std::string> rooms = {};  // to join, or to leave
    bool close = false;
    WirePacket packet = {};  // of an event
    std::optional<std::chrono::milliseconds> timeout = std::nullopt;
};

struct WireResponse {
    std::string request_id;
    /// What was asked, or for acks which of the two answers it is. Where the bytes do not say it, nothing.
    std::optional<RequestType> type;
    /// `sockets`, `rooms`, `data` (of a server-side event), `clientCount`, or `packet` (of an ack).
    boost::json::object body;
    socketio::Attachments attachments = {};  // of `packet`
};

/// Beyond this nothing is read, and nothing said.
inline constexpr std::size_t wire_bytes_max = std::size_t{16} * 1024 * 1024;

}  // namespace chatter::cluster
