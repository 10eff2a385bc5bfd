#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// JSON as JavaScript reads and writes it, so that what a client sends comes back equal in its eyes.
///
/// - A number is the double nearest to its text; a whole one that fits 64 bits is kept exactly.
/// - A string may hold half of a surrogate pair, as JavaScript's may: `"\ud800"`. No UTF-8 can, so it stands
///   in its three-byte form (WTF-8). Such text fails `count_code_points`; written as JSON it is its escape
///   again.
namespace chatter::socketio {

/// How deep arrays and objects may nest.
inline constexpr std::size_t json_depth_max = 256;

/// Reads one JSON text (RFC 8259). Nothing when it is none, is no UTF-8, or nests deeper than
/// `json_depth_max`. Of equal keys in an object the last one counts. Threads: any (pure function).
[[nodiscard]] std::optional<boost::json::value> parse_json(std::string_view text);

/// What JSON.stringify writes: the shortest number that reads back equal, -0 as 0, what is not finite as
/// null. Always valid UTF-8, whatever the strings hold. Threads: any (pure function).
[[nodiscard]] std::string to_json(const boost::json::value& value);
[[nodiscard]] std::string to_json(const boost::json::array& array);
void append_json(std::string& out, const boost::json::value& value);

}  // namespace chatter::socketio
