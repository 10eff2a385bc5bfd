#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace chatter {

namespace {

constexpr char ascii_lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// The length in bytes of the well-formed sequence at `position` (Unicode 15, table 3-7), 0 when it is
/// ill-formed.
std::size_t sequence_length(std::string_view text, std::size_t position) noexcept {
    const auto byte = [&](std::size_t i) {
        return position + i < text.size() ? static_cast<unsigned char>(text[position + i]) : 0U;
    };
    const auto continues = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
        return position + i < text.size() && byte(i) >= low && byte(i) <= high;
    };
    const unsigned lead = byte(0);
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return continues(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        const unsigned low = lead == 0xE0 ? 0xA0 : 0x80, high = lead == 0xED ? 0x9F : 0xBF;
        return continues(1, low, high) && continues(2) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const unsigned low = lead == 0xF0 ? 0x90 : 0x80, high = lead == 0xF4 ? 0x8F : 0xBF;
        return continues(1, low, high) && continues(2) && continues(3) ? 4 : 0;
    }
    return 0;
}

/// Appends what cannot stand in a JSON string as it is, and says how many bytes of `text` that was.
std::size_t append_escaped(std::string& out, std::string_view text, std::size_t position) {
    static constexpr std::string_view hex = "0123456789abcdef";
    static constexpr std::string_view plain = "\"\\\b\f\n\r\t", letters = "\"\\bfnrt";
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[position + i]); };
    const auto append_unit = [&out](unsigned unit) {
        out += "\\u";
        for (int shift = 12; shift >= 0; shift -= 4) out.push_back(hex[unit >> shift & 0x0F]);
    };
    if (const auto found = plain.find(text[position]); found != std::string_view::npos) {
        out.push_back('\\');
        out.push_back(letters[found]);
        return 1;
    }
    if (byte(0) < 0x20) {
        append_unit(byte(0));
        return 1;
    }
    if (text.size() - position >= 3 && byte(0) == 0xED && byte(1) >= 0xA0 && byte(1) <= 0xBF &&
        byte(2) >= 0x80 && byte(2) <= 0xBF) {
        append_unit(0xD000U | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU));
        return 3;
    }
    out += "\xEF\xBF\xBD";
    return 1;
}

constexpr std::string_view standard_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode_base64(std::string_view bytes, std::string_view alphabet, bool padded) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t have = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j)
            group = group << 8 | (j < have ? static_cast<unsigned char>(bytes[i + j]) : 0U);
        for (std::size_t j = 0; j < 4; ++j) {
            if (j <= have)
                text.push_back(alphabet[group >> (18 - 6 * j) & 0x3F]);
            else if (padded)
                text.push_back('=');
        }
    }
    return text;
}

constexpr std::array<std::int8_t, 256> reverse(std::string_view alphabet) {
    std::array<std::int8_t, 256> table{};
    table.fill(-1);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
    return table;
}

std::optional<std::string> decode_base64(std::string_view text, const std::array<std::int8_t, 256>& values) {
    while (!text.empty() && text.back() == '=') text.remove_suffix(1);
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    unsigned bit_count = 0;
    for (const char c : text) {
        const auto value = values[static_cast<unsigned char>(c)];
        if (value < 0) return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        bit_count += 6;
        if (bit_count >= 8) {
            bit_count -= 8;
            bytes.push_back(static_cast<char>(bits >> bit_count & 0xFF));
        }
    }
    return bytes;
}

}  // namespace

int hex_value(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::optional<std::size_t> count_code_points(std::string_view text) noexcept {
    std::size_t count = 0;
    for (std::size_t position = 0; position < text.size(); ++count) {
        // Most text is ASCII: eight bytes at a time while none has its top bit set.
        for (std::uint64_t word = 0; text.size() - position >= sizeof word; position += sizeof word) {
            std::memcpy(&word, text.data() + position, sizeof word);
            if ((word & 0x8080808080808080U) != 0) break;
            count += sizeof word;
        }
        if (position == text.size()) break;
        const auto length = sequence_length(text, position);
        if (length == 0) return std::nullopt;
        position += length;
    }
    return count;
}

char32_t next_code_point(std::string_view text, std::size_t& position) noexcept {
    const auto length = std::max<std::size_t>(1, sequence_length(text, position));
    auto value = static_cast<char32_t>(static_cast<unsigned char>(text[position]));
    if (length > 1) value &= 0x7FU >> length;
    for (std::size_t i = 1; i < length; ++i)
        value = value << 6 | (static_cast<unsigned char>(text[position + i]) & 0x3FU);
    position += length;
    return value;
}

std::string_view prefix_code_points(std::string_view text, std::size_t code_points_max) noexcept {
    std::size_t position = 0;
    for (std::size_t count = 0; position < text.size() && count < code_points_max; ++count)
        position += std::max<std::size_t>(1, sequence_length(text, position));
    return text.substr(0, position);
}

std::string to_ascii_lower(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), ascii_lower);
    return lower;
}

bool equals_ignoring_ascii_case(std::string_view a, std::string_view b) noexcept {
    return std::ranges::equal(a, b, {}, ascii_lower, ascii_lower);
}

std::string_view trim(std::string_view text) noexcept {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

void append_json_string(std::string& out, std::string_view text) {
    static constexpr auto plain = [] {
        std::array<bool, 256> characters{};
        std::fill(characters.begin() + 0x20, characters.begin() + 0x80, true);
        characters['"'] = characters['\\'] = false;
        return characters;
    }();
    out.reserve(out.size() + text.size() + 2);
    out.push_back('"');
    std::size_t written = 0;  // everything before it has been appended
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (plain[c]) {
            ++i;
            continue;
        }
        if (const auto length = c < 0x80 ? 0 : sequence_length(text, i); length > 0) {
            i += length;
            continue;
        }
        out.append(text, written, i - written);
        i += append_escaped(out, text, i);
        written = i;
    }
    out.append(text, written);
    out.push_back('"');
}

std::optional<std::string> percent_decode(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded.push_back(text[i]);
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const int high = hex_value(text[i + 1]), low = hex_value(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        decoded.push_back(static_cast<char>(high << 4 | low));
        i += 2;
    }
    return decoded;
}

std::optional<std::string> query_value(std::string_view query, std::string_view name) {
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const auto pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        const auto equals = std::min(pair.find('='), pair.size());
        if (percent_decode(pair.substr(0, equals)) != name) continue;
        std::string value(pair.substr(std::min(equals + 1, pair.size())));
        std::ranges::replace(value, '+', ' ');
        return percent_decode(value);
    }
    return std::nullopt;
}

std::string base64_encode(std::string_view bytes) { return encode_base64(bytes, standard_alphabet, true); }
std::string base64url_encode(std::string_view bytes) { return encode_base64(bytes, url_alphabet, false); }

std::optional<std::string> base64_decode(std::string_view text) {
    static constexpr auto values = reverse(standard_alphabet);
    return decode_base64(text, values);
}

std::optional<std::string> base64url_decode(std::string_view text) {
    static constexpr auto values = reverse(url_alphabet);
    return decode_base64(text, values);
}

}  // namespace chatter
