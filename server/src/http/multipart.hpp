#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace chatter::http {

/// One field of a submitted form.
struct FormPart {
    std::string name;
    std::string_view content;  // views into the body
};

/// Splits a `multipart/form-data` body, whose boundary is in `content_type`. Strict: no preamble, every part
/// named by a Content-Disposition, at most 16 parts with 4 KiB of header fields each, and properly closed.
/// Errors: Errc::unsupported_media_type (another content type), Errc::bad_multipart.
/// Spec: RFC 7578 and RFC 2046, 5.1.
[[nodiscard]] Result<std::vector<FormPart>> parse_form(std::string_view body, std::string_view content_type);

}  // namespace chatter::http
