#pragma once

#include <string>
#include <string_view>

#include "base/task.hpp"
#include "net/http.hpp"

namespace chatter::net {

enum class ContentCoding : std::uint8_t { identity, gzip, deflate };

/// As in Content-Encoding.
[[nodiscard]] std::string_view to_string(ContentCoding coding) noexcept;

/// Which of gzip and deflate the request's Accept-Encoding likes best: the higher quality, then what is named
/// rather than meant by `*`, then what stands first. Identity when it takes neither (RFC 9110, 12.5.3).
[[nodiscard]] ContentCoding preferred_coding(const Request& request);

/// `body` in `coding`, which is not identity. Between slices of 64 KiB, about a millisecond's work each at
/// the low levels, the worker serves others. `level` is zlib's, 1 (fast) to 9 (small).
/// Throws std::bad_alloc. Runs on `worker`.
[[nodiscard]] Task<std::string> compress_body(std::string body, ContentCoding coding, int level,
                                              Worker& worker);

}  // namespace chatter::net
