#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "socketio/protocol/packet.hpp"

/// MessagePack, as far as `notepack.io` writes it, with which Node's Socket.IO servers talk over Redis.
/// Spec: msgpack/spec.md; notepack.io 3 (its ways to write `undefined` and Date).
namespace chatter::cluster {

/// A value whose bytes stand beside it: in their place is `socketio::placeholder(n)`.
struct Unpacked {
    boost::json::value value;
    socketio::Attachments attachments;
};

/// Reads one value, which is all of `bytes`. A Date becomes the text that JSON.stringify makes of it,
/// `undefined` null. Nothing when it is none, nests deeper than `socketio::json_depth_max`, has a key that is
/// no text, an extension that is not known, or an object of its own that looks like a placeholder. Threads:
/// any (pure function).
[[nodiscard]] std::optional<Unpacked> decode_msgpack(std::string_view bytes);

/// Writes `value` with `attachments` in the place of their placeholders.
void append_msgpack(std::string& out, const boost::json::value& value,
                    const socketio::Attachments& attachments);

}  // namespace chatter::cluster
