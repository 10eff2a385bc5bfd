#pragma once

#include <string_view>

namespace chatter::chat {

/// Whether `text` is exactly one emoji that Unicode 15.0 recommends for interchange (RGI_Emoji), in its full
/// form: ❤️ with its variation selector, not ❤ without. Threads: any (pure function).
[[nodiscard]] bool is_emoji(std::string_view text) noexcept;

}  // namespace chatter::chat
