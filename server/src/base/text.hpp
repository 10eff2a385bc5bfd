#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace chatter {

/// How many code points `text` has; nothing when it is not valid UTF-8 (RFC 3629: no overlong forms, no
/// surrogates, nothing past U+10FFFF). Threads: any (pure function).
[[nodiscard]] std::optional<std::size_t> count_code_points(std::string_view text) noexcept;

/// The next code point of valid UTF-8 at `position`, which moves past it.
[[nodiscard]] char32_t next_code_point(std::string_view text, std::size_t& position) noexcept;

/// The longest prefix of valid UTF-8 `text` with at most `code_points_max` code points.
[[nodiscard]] std::string_view prefix_code_points(std::string_view text,
                                                  std::size_t code_points_max) noexcept;

/// Lower case for A–Z; other bytes as they are.
[[nodiscard]] std::string to_ascii_lower(std::string_view text);
[[nodiscard]] bool equals_ignoring_ascii_case(std::string_view a, std::string_view b) noexcept;

[[nodiscard]] constexpr bool is_ascii_digit(char c) noexcept { return c >= '0' && c <= '9'; }
/// What a hexadecimal digit is worth; -1 for anything else.
[[nodiscard]] int hex_value(char c) noexcept;

/// Without leading and trailing spaces and tabs.
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;

/// Appends `text` as a JSON string with its quotes (RFC 8259, 7). Half of a surrogate pair, in three bytes as
/// WTF-8 has it, becomes its escape, as JSON.stringify writes it; other bytes that are no UTF-8 become
/// U+FFFD.
void append_json_string(std::string& out, std::string_view text);

/// `%41` → `A`; `+` stays. Nothing when an escape is cut or no hex.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);

/// The decoded value of `name` in `a=1&b=2` (`+` is a space); nothing when absent or badly escaped.
[[nodiscard]] std::optional<std::string> query_value(std::string_view query, std::string_view name);

[[nodiscard]] std::string base64_encode(std::string_view bytes);
/// Standard alphabet, padding optional. Nothing when a character is outside it.
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);
/// The URL alphabet without padding (RFC 4648, 5), as JWT wants it.
[[nodiscard]] std::string base64url_encode(std::string_view bytes);
[[nodiscard]] std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace chatter
