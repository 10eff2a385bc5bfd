#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chatter::store::search {

/// What search compares of valid UTF-8 `text`: the compatibility decomposition (NFKD) without accents, case
/// and invisible characters, every run of white space one space. Hangul syllables and voiced kana are put
/// together, whichever way they were sent. Threads: any (pure functions).
[[nodiscard]] std::string fold(std::string_view text);

/// As `fold`, into `folded`, whose capacity is used again.
void fold_into(std::string_view text, std::string& folded);

struct FoldedText {
    std::string text;
    /// For each byte of `text` the code point of the original that it comes from, then their number.
    std::vector<std::uint32_t> sources;
};

[[nodiscard]] FoldedText fold_with_sources(std::string_view text);

}  // namespace chatter::store::search
