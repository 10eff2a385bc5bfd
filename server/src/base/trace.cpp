#include "base/trace.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace chatter {

namespace {

constexpr std::string_view lower_hex = "0123456789abcdef";

bool is_hex(std::string_view text) { return text.find_first_not_of(lower_hex) == std::string_view::npos; }
bool is_zero(std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; }

bool is_sound(std::string_view traceparent) {
    // Versions after 00 may be longer.
    constexpr std::size_t length = 55;
    if (traceparent.size() < length || traceparent[2] != '-' || traceparent[35] != '-' ||
        traceparent[52] != '-')
        return false;
    const auto version = traceparent.substr(0, 2), id = traceparent.substr(3, 32),
               parent = traceparent.substr(36, 16), flags = traceparent.substr(53, 2);
    if (!is_hex(version) || version == "ff" || (version == "00" && traceparent.size() != length))
        return false;
    return is_hex(id) && !is_zero(id) && is_hex(parent) && !is_zero(parent) && is_hex(flags);
}

/// What version 00 knows: sampled, and that the id is random. Others must not be passed on.
std::string known_flags(std::string_view flags) { return {'0', lower_hex[lower_hex.find(flags[1]) & 3U]}; }

std::string random_span_id(Random& random) {
    std::array<std::uint8_t, 8> bytes{};
    random.fill(bytes);
    bytes[0] |= 1U;  // all zeros would be none
    std::string id;
    for (const auto byte : bytes) id += {lower_hex[byte >> 4U], lower_hex[byte & 0x0FU]};
    return id;
}

/// Signed requests to object stores are made of it: no blanks, which are trimmed here and there.
bool can_be_sent_on(std::string_view tracestate) {
    constexpr std::size_t length_max = 512;
    return tracestate.size() <= length_max &&
           std::ranges::all_of(tracestate, [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

Trace continue_trace(std::string_view traceparent, std::string_view tracestate, Random& random) {
    if (!is_sound(traceparent)) return {};
    return {.id = std::string(traceparent.substr(3, 32)),
            .span_id = random_span_id(random),
            .flags = known_flags(traceparent.substr(53, 2)),
            .state = can_be_sent_on(tracestate) ? std::string(tracestate) : std::string()};
}

}  // namespace chatter
