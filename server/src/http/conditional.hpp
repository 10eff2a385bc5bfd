#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "net/http.hpp"

namespace chatter::http {

/// A strong entity tag that changes whenever `body` does, quotes included.
[[nodiscard]] std::string etag_of(std::string_view body);

/// Whether the client holds what `etag` names already, so that 304 is the answer (RFC 9110, 13.1.2).
[[nodiscard]] bool is_unmodified(const net::Request& request, std::string_view etag);

/// Bytes `first` to `last`, both inclusive.
struct ByteRange {
    std::size_t first;
    std::size_t last;
};
struct WholeBody {};
struct UnsatisfiableRange {};
using RangeAnswer = std::variant<WholeBody, ByteRange, UnsatisfiableRange>;

/// What of `size` bytes a GET asks for. Anything but one well-formed range of bytes, or an If-Range that does
/// not name `etag`, means the whole body (RFC 9110, 14.2).
[[nodiscard]] RangeAnswer requested_range(const net::Request& request, std::size_t size,
                                          std::string_view etag);

}  // namespace chatter::http
