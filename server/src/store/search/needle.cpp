#include "store/search/needle.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "store/search/folding.hpp"

namespace chatter::store::search {

namespace {

constexpr auto none = std::string_view::npos;

CharacterClass class_at(std::string_view text, std::size_t position) {
    return class_of(next_code_point(text, position));
}

CharacterClass class_before(std::string_view text, std::size_t position) {
    do {
        --position;
    } while ((static_cast<unsigned char>(text[position]) & 0xC0) == 0x80);
    return class_at(text, position);
}

/// Whether no word goes on across `position`.
bool is_word_boundary(std::string_view text, std::size_t position) {
    if (position == 0 || position == text.size()) return true;
    return class_before(text, position) != CharacterClass::letter ||
           class_at(text, position) != CharacterClass::letter;
}

std::size_t find(std::string_view folded, const Needle& needle, std::size_t from) {
    for (auto at = folded.find(needle.text, from); at != none; at = folded.find(needle.text, at + 1)) {
        if (!needle.whole_words ||
            (is_word_boundary(folded, at) && is_word_boundary(folded, at + needle.text.size())))
            return at;
    }
    return none;
}

/// Ranges that overlap or touch become one.
std::vector<chat::TextRange> united(std::vector<chat::TextRange> ranges) {
    std::ranges::sort(ranges, {}, &chat::TextRange::start);
    std::vector<chat::TextRange> apart;
    for (const auto& range : ranges) {
        if (!apart.empty() && range.start <= apart.back().end)
            apart.back().end = std::max(apart.back().end, range.end);
        else
            apart.push_back(range);
    }
    return apart;
}

}  // namespace

Needles::Needles(std::string_view typed) {
    while (!typed.empty()) {
        const auto quote = typed.find('"');
        const auto partner = quote == none ? none : typed.find('"', quote + 1);
        const auto plain = fold(partner == none ? typed : typed.substr(0, quote));
        for (std::string_view rest = plain; !rest.empty();) {
            const auto end = std::min(rest.find(' '), rest.size());
            add(rest.substr(0, end), false);
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        if (partner == none) return;
        add(trim(fold(typed.substr(quote + 1, partner - quote - 1))), true);
        typed.remove_prefix(partner + 1);
    }
}

void Needles::add(std::string_view folded, bool whole_words) {
    if (!folded.empty()) needles_.push_back({.text = std::string(folded), .whole_words = whole_words});
}

bool Needles::match(std::string_view folded) const {
    return !needles_.empty() && std::ranges::all_of(needles_, [folded](const Needle& needle) {
        return find(folded, needle, 0) != none;
    });
}

std::vector<chat::TextRange> Needles::highlights(std::string_view content) const {
    const auto folded = fold_with_sources(content);
    std::vector<chat::TextRange> ranges;
    for (const auto& needle : needles_) {
        for (auto at = find(folded.text, needle, 0); at != none;) {
            const auto end = at + needle.text.size();
            // A character that became several is marked as a whole.
            ranges.push_back({.start = folded.sources[at],
                              .end = std::max(folded.sources[end], folded.sources[end - 1] + 1)});
            at = find(folded.text, needle, end);
        }
    }
    return united(std::move(ranges));
}

std::vector<Fragment> Needles::fragments() const {
    std::vector<Fragment> fragments;
    for (const auto& needle : needles_) {
        for (auto& fragment : fragments_of(needle.text, needle.whole_words))
            if (std::ranges::find(fragments, fragment) == fragments.end())
                fragments.push_back(std::move(fragment));
    }
    return fragments;
}

}  // namespace chatter::store::search
