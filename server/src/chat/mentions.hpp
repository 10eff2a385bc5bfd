#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chatter::chat {

inline constexpr std::size_t mentions_max = 50;

/// The names after an `@` in `content`, in lower case, each once, at most `mentions_max`. The `@` opens the
/// text or follows a character that is no part of a word, so that an e-mail address mentions nobody; dots
/// and hyphens at the end belong to the sentence. Threads: any (pure function).
[[nodiscard]] std::vector<std::string> find_mentions(std::string_view content);
/// Whether one of `names` (of find_mentions) stands for everybody in the room: `@room`, `@all`, `@here`.
/// Threads: any (pure function).
[[nodiscard]] bool name_everybody(const std::vector<std::string>& names);

}  // namespace chatter::chat
