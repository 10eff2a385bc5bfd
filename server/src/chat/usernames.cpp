// ICU would bring 31 MB of tables for what is 1,263 code points here: those whose folding is nothing but
// characters of usernames (docs/dependencies.md). To look at each alone is right: the composition with which
// NFKC ends needs a mark, and no username holds one.

#include "chat/usernames.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.hpp"

namespace chatter::chat {

namespace {

/// `count` code points from `first` on: each becomes `into`, or, of several, the character as far from it.
struct Folding {
    char32_t first;
    char32_t count;
    std::string_view into;
};

constexpr Folding foldings[] = {
#include "chat/username_folding.inc"
};

/// Null when `c` is no character of usernames in another form.
const Folding* find_folding(char32_t c) noexcept {
    const auto* const after = std::ranges::upper_bound(foldings, c, {}, &Folding::first);
    if (after == std::begin(foldings)) return nullptr;
    const auto* const found = std::prev(after);
    return c - found->first < found->count ? found : nullptr;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

}  // namespace

std::string fold_username(std::string_view name) {
    if (!count_code_points(name)) return std::string(name);
    std::string folded;
    folded.reserve(name.size());
    for (std::size_t position = 0; position < name.size();) {
        const auto begin = position;
        const auto c = next_code_point(name, position);
        const auto* const folding = c < 0x80 ? nullptr : find_folding(c);
        if (folding == nullptr)
            folded += name.substr(begin, position - begin);
        else if (folding->count == 1)
            folded += folding->into;
        else
            folded += static_cast<char>(folding->into.front() + static_cast<char>(c - folding->first));
    }
    return to_ascii_lower(folded);
}

std::string username_likeness(std::string_view username) {
    std::string likeness(username);
    static constexpr std::pair<std::string_view, std::string_view> likenesses[] = {
        {"1", "l"}, {"0", "o"}, {"m", "rn"}, {"w", "vv"}};
    for (const auto& [from, to] : likenesses) replace_all(likeness, from, to);
    return likeness;
}

}  // namespace chatter::chat
