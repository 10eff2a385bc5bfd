// --boundary CRLF
// Content-Disposition: form-data; name="image"; filename="cat.png" CRLF
// Content-Type: image/png CRLF
// CRLF
// …bytes… CRLF
// --boundary-- [CRLF epilogue]
//
// The CRLF before a boundary belongs to the boundary, not to the bytes.

#include "http/multipart.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "http/errc.hpp"
#include "http/header_value.hpp"

namespace chatter::http {

namespace {

constexpr std::size_t parts_max = 16;
constexpr std::size_t part_head_bytes_max = 4 * 1024;
constexpr std::size_t boundary_bytes_max = 70;

std::unexpected<Error> broken(std::string detail) { return fail(Errc::bad_multipart, std::move(detail)); }

bool is_boundary(std::string_view text) {
    constexpr std::string_view allowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'()+_,-./:=? ";
    return !text.empty() && text.size() <= boundary_bytes_max && text.back() != ' ' &&
           text.find_first_not_of(allowed) == std::string_view::npos;
}

/// The name that a part's header fields give it. Nothing when they are malformed or name none.
std::optional<std::string> read_name(std::string_view head) {
    std::optional<std::string> name;
    while (!head.empty()) {
        const auto end = std::min(head.find("\r\n"), head.size());
        const auto line = head.substr(0, end);
        head.remove_prefix(std::min(end + 2, head.size()));
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || colon == 0) return std::nullopt;
        if (!equals_ignoring_ascii_case(line.substr(0, colon), "Content-Disposition")) continue;
        const auto value = line.substr(colon + 1);
        if (name || value_without_parameters(value) != "form-data") return std::nullopt;
        name = parameter(value, "name");
        if (!name) return std::nullopt;
    }
    return name;
}

}  // namespace

Result<std::vector<FormPart>> parse_form(std::string_view body, std::string_view content_type) {
    if (value_without_parameters(content_type) != "multipart/form-data")
        return fail(Errc::unsupported_media_type, "Send this as multipart/form-data.");
    const auto boundary = parameter(content_type, "boundary");
    if (!boundary || !is_boundary(*boundary)) return broken("The content type names no usable boundary.");

    const std::string delimiter = "\r\n--" + *boundary;
    const auto first = std::string_view(delimiter).substr(2);
    if (!body.starts_with(first)) return broken("The body does not begin with its boundary.");
    body.remove_prefix(first.size());

    std::vector<FormPart> parts;
    while (!body.starts_with("--")) {
        if (parts.size() == parts_max) return broken("The form has too many parts.");
        body.remove_prefix(std::min(body.find_first_not_of(" \t"), body.size()));
        if (!body.starts_with("\r\n")) return broken("A boundary is not followed by a line's end.");

        // Sought from that line's end on, so that a part without any header field is found out as well.
        const auto head_end = body.substr(0, part_head_bytes_max).find("\r\n\r\n");
        if (head_end == std::string_view::npos)
            return broken("A part's header fields are too long or do not end.");
        auto name = read_name(body.substr(2, head_end < 2 ? 0 : head_end - 2));
        if (!name) return broken("A part has no name.");
        body.remove_prefix(head_end + 4);

        const auto end = body.find(delimiter);
        if (end == std::string_view::npos) return broken("The body ends before its last boundary.");
        parts.push_back({std::move(*name), body.substr(0, end)});
        body.remove_prefix(end + delimiter.size());
    }
    const auto epilogue = body.substr(2);
    if (!trim(epilogue.substr(0, std::min(epilogue.find("\r\n"), epilogue.size()))).empty())
        return broken("The last boundary is not followed by a line's end.");
    return parts;
}

}  // namespace chatter::http
