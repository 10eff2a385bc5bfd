#include "http/conditional.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

#include "base/text.hpp"

namespace chatter::http {

namespace {

/// Whether a list of entity tags, weak or strong, holds `etag`.
bool lists_etag(std::string_view list, std::string_view etag) {
    if (trim(list) == "*") return true;
    while (true) {
        const auto open = list.find('"');
        if (open == std::string_view::npos) return false;
        const auto close = list.find('"', open + 1);
        if (close == std::string_view::npos) return false;
        if (list.substr(open, close - open + 1) == etag) return true;
        list.remove_prefix(close + 1);
    }
}

std::optional<std::size_t> parse_position(std::string_view text) {
    std::size_t number = 0;
    const auto* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, number);
    if (error != std::errc{} || end != last) return std::nullopt;
    return number;
}

/// The last `count` bytes.
RangeAnswer suffix(std::string_view text, std::size_t size) {
    const auto count = parse_position(text);
    if (!count) return WholeBody{};
    if (*count == 0 || size == 0) return UnsatisfiableRange{};
    return ByteRange{size - std::min(*count, size), size - 1};
}

}  // namespace

std::string etag_of(std::string_view body) {
    std::array<unsigned char, crypto_generichash_BYTES_MIN> hash{};
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(body.data()),
                       body.size(), nullptr, 0);
    const std::string_view bytes(reinterpret_cast<const char*>(hash.data()), hash.size());
    return '"' + base64url_encode(bytes) + '"';
}

bool is_unmodified(const net::Request& request, std::string_view etag) {
    return std::ranges::any_of(request.fields, [&](const auto& field) {
        return equals_ignoring_ascii_case(field.first, "If-None-Match") && lists_etag(field.second, etag);
    });
}

RangeAnswer requested_range(const net::Request& request, std::size_t size, std::string_view etag) {
    if (request.method != "GET" || !request.fields.has("Range")) return WholeBody{};
    if (request.fields.has("If-Range") && trim(request.fields.get("If-Range")) != etag) return WholeBody{};

    auto range = trim(request.fields.get("Range"));
    constexpr std::string_view unit = "bytes=";
    if (!equals_ignoring_ascii_case(range.substr(0, unit.size()), unit)) return WholeBody{};
    range = trim(range.substr(unit.size()));
    const auto dash = range.find('-');
    if (dash == std::string_view::npos || range.find(',') != std::string_view::npos) return WholeBody{};
    if (dash == 0) return suffix(range.substr(1), size);

    const auto first = parse_position(range.substr(0, dash));
    if (!first) return WholeBody{};
    auto last = std::optional<std::size_t>(std::numeric_limits<std::size_t>::max());
    if (dash + 1 < range.size()) last = parse_position(range.substr(dash + 1));
    if (!last || *last < *first) return WholeBody{};
    if (*first >= size) return UnsatisfiableRange{};
    return ByteRange{*first, std::min(*last, size - 1)};
}

}  // namespace chatter::http
