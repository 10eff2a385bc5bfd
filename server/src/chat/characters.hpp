#pragma once

#include <string_view>

namespace chatter::chat {

/// What names and texts care about in a code point (Unicode 15). Threads: any (pure functions).

/// The property White_Space.
[[nodiscard]] bool is_white_space(char32_t c) noexcept;
/// Control characters (Cc) and the line and paragraph separators.
[[nodiscard]] bool is_control(char32_t c) noexcept;
/// Marks, embeddings, overrides and isolates that reorder the text around them.
[[nodiscard]] bool is_bidi_control(char32_t c) noexcept;
/// Takes no room and draws nothing by itself: joiners, fillers, tags. Not the variation selectors.
[[nodiscard]] bool is_invisible(char32_t c) noexcept;
/// Can stand beside U+200D in an emoji sequence.
[[nodiscard]] bool is_pictograph(char32_t c) noexcept;
/// Chooses between forms of the character before it, and draws nothing by itself.
[[nodiscard]] bool is_variation_selector(char32_t c) noexcept;
/// Has a form as emoji or text that a variation selector may choose: pictographs and a few signs (©, ™, ‼).
[[nodiscard]] bool has_emoji_style(char32_t c) noexcept;

/// Whether valid UTF-8 `text` would show nothing at all.
[[nodiscard]] bool is_blank(std::string_view text) noexcept;
/// Valid UTF-8 `text` without white space at its ends.
[[nodiscard]] std::string_view trim_white_space(std::string_view text) noexcept;

}  // namespace chatter::chat
