// A folded text is cut into terms so that whatever a text contains can be found by terms:
//
//   a run of letters and digits         → the run          a fragment of a query lies inside one term
//   a run of a script without spaces    → pairs: 東京都 → 東京, 京都; a lone character → itself
//   everything else                     → nothing
//
// A run too long to be a word (an encoded blob) becomes overlapping pieces, so that any `fragment_length`
// characters of it lie inside one of them.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace chatter::store::search {

enum class CharacterClass : unsigned char {
    separator,
    letter,     // of a word: letters, digits and their marks
    ideograph,  // of a script that writes no spaces between words, or a pictograph: a word by itself
};

/// Of a folded character. Threads: any (pure function).
[[nodiscard]] CharacterClass class_of(char32_t c) noexcept;

/// In code points.
inline constexpr std::size_t fragment_length = 32;
inline constexpr std::size_t term_length_max = 2 * fragment_length;

/// Calls `take` with each term of `folded`, repeated ones as often as they are there. No term holds a line
/// break.
template <class Take>
void for_each_term(std::string_view folded, const Take& take);

/// A part of what is looked for, which some term of a fitting text holds.
struct Fragment {
    std::string text;
    bool is_whole = false;  // the term is nothing but this

    bool operator==(const Fragment&) const = default;
};

/// The fragments of a folded needle; with `whole_words` a word of the text is found as a whole only.
[[nodiscard]] std::vector<Fragment> fragments_of(std::string_view folded, bool whole_words);

/// A run of characters of one class, in a text that stays.
struct Run {
    std::string_view text;
    CharacterClass kind = CharacterClass::separator;
};

/// The next run that is not of separators from `position` on, which moves past it; empty at the end.
[[nodiscard]] Run next_run(std::string_view folded, std::size_t& position) noexcept;
/// How many bytes the first `count` code points take, at most all.
[[nodiscard]] std::size_t bytes_of_code_points(std::string_view text, std::size_t count) noexcept;

template <class Take>
void for_each_term(std::string_view folded, const Take& take) {
    for (std::size_t position = 0;;) {
        auto [run, kind] = next_run(folded, position);
        if (run.empty()) return;
        const bool pairs = kind == CharacterClass::ideograph;
        const std::size_t length = pairs ? 2 : term_length_max, step = pairs ? 1 : fragment_length;
        while (true) {
            const auto bytes = bytes_of_code_points(run, length);
            take(run.substr(0, bytes));
            if (bytes == run.size()) break;
            run.remove_prefix(bytes_of_code_points(run, step));
        }
    }
}

}  // namespace chatter::store::search
