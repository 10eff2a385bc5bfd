#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace chatter::bench {

/// What the generator writes at the front of each message's text, to know it again at every receiver:
/// `~~` and, in hexadecimal, who sent it (8 digits), as which of that sender's messages (8) and when (16).
struct Marker {
    std::uint32_t sender = 0;
    std::uint32_t seq = 0;
    std::uint64_t sent_ns = 0;
};

inline constexpr std::string_view marker_sign = "~~";
inline constexpr std::size_t marker_bytes = marker_sign.size() + 32;

inline void append_marker(std::string& out, const Marker& marker) {
    const auto append_hex = [&out](std::uint64_t value, int digits) {
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
            out += "0123456789abcdef"[value >> shift & 0xf];
    };
    out += marker_sign;
    append_hex(marker.sender, 8);
    append_hex(marker.seq, 8);
    append_hex(marker.sent_ns, 16);
}

/// `text` begins with the sign. False when digits are missing or are none.
[[nodiscard]] inline bool read_marker(std::string_view text, Marker& marker) noexcept {
    static constexpr auto digit_values = [] {
        std::array<std::uint8_t, 256> values{};
        values.fill(0xff);
        for (unsigned char i = 0; i < 10; ++i) values['0' + i] = i;
        for (unsigned char i = 0; i < 6; ++i) values['a' + i] = static_cast<std::uint8_t>(10 + i);
        return values;
    }();
    if (text.size() < marker_bytes) return false;
    text.remove_prefix(marker_sign.size());
    std::uint8_t wrong = 0;
    const auto hex = [&](std::size_t from, std::size_t digits) {
        std::uint64_t value = 0;
        for (const char c : text.substr(from, digits)) {
            const auto digit = digit_values[static_cast<unsigned char>(c)];
            wrong |= digit;
            value = value << 4 | (digit & 0xf);
        }
        return value;
    };
    marker.sender = static_cast<std::uint32_t>(hex(0, 8));
    marker.seq = static_cast<std::uint32_t>(hex(8, 8));
    marker.sent_ns = hex(16, 16);
    return (wrong & 0xf0) == 0;
}

}  // namespace chatter::bench
