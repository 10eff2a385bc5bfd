#include "store/search/terms.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "base/text.hpp"

namespace chatter::store::search {

namespace {

struct Range {
    char32_t first;
    char32_t last;
};

// Ascending.
constexpr Range separators[] = {
    {0x80, 0xA9},     {0xAB, 0xB4},     {0xB6, 0xB9},     {0xBB, 0xBF},     {0xD7, 0xD7},
    {0xF7, 0xF7},     {0x37E, 0x37E},   {0x387, 0x387},   {0x55A, 0x55F},   {0x589, 0x58A},
    {0x5BE, 0x5BE},   {0x5C0, 0x5C0},   {0x5C3, 0x5C3},   {0x5C6, 0x5C6},   {0x5F3, 0x5F4},
    {0x60C, 0x60D},   {0x61B, 0x61F},   {0x66A, 0x66D},   {0x6D4, 0x6D4},   {0x964, 0x965},
    {0x2000, 0x206F}, {0x2E00, 0x2E7F}, {0x3000, 0x3004}, {0x3008, 0x3020}, {0x3030, 0x3030},
    {0x303D, 0x303F}, {0x30FB, 0x30FB}, {0xFE10, 0xFE1F}, {0xFE30, 0xFE6F}, {0xFFF0, 0xFFFF}};
constexpr Range ideographs[] = {{0xE00, 0xEFF},   {0x1000, 0x109F},   {0x1780, 0x17FF},  {0x20A0, 0x2BFF},
                                {0x2E80, 0x2FFF}, {0x3005, 0x3007},   {0x3021, 0x302F},  {0x3031, 0x303C},
                                {0x3041, 0x30FA}, {0x30FC, 0x312F},   {0x31A0, 0x4DBF},  {0x4E00, 0x9FFF},
                                {0xF900, 0xFAFF}, {0x1F000, 0x1FBFF}, {0x20000, 0x3FFFF}};

bool contains(std::span<const Range> ranges, char32_t c) noexcept {
    const auto found = std::ranges::lower_bound(ranges, c, {}, &Range::last);
    return found != ranges.end() && found->first <= c;
}

constexpr bool is_ascii_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9'); }

}  // namespace

CharacterClass class_of(char32_t c) noexcept {
    if (c < 0x80) return is_ascii_letter(c) ? CharacterClass::letter : CharacterClass::separator;
    if (contains(ideographs, c)) return CharacterClass::ideograph;
    return contains(separators, c) ? CharacterClass::separator : CharacterClass::letter;
}

Run next_run(std::string_view folded, std::size_t& position) noexcept {
    auto kind = CharacterClass::separator;
    std::size_t begin = position;
    while (position < folded.size()) {
        const auto at = position;
        const auto c_class = class_of(next_code_point(folded, position));
        if (kind == CharacterClass::separator) {
            begin = at;
            kind = c_class;
        } else if (c_class != kind) {
            position = at;
            break;
        }
    }
    if (kind == CharacterClass::separator) return {};
    return {.text = folded.substr(begin, position - begin), .kind = kind};
}

std::size_t bytes_of_code_points(std::string_view text, std::size_t count) noexcept {
    if (text.size() <= count) return text.size();
    return prefix_code_points(text, count).size();
}

std::vector<Fragment> fragments_of(std::string_view folded, bool whole_words) {
    std::vector<Fragment> fragments;
    for (std::size_t position = 0;;) {
        const auto [run, kind] = next_run(folded, position);
        if (run.empty()) return fragments;
        if (kind == CharacterClass::letter) {
            const auto bytes = bytes_of_code_points(run, fragment_length);
            fragments.push_back(
                {.text = std::string(run.substr(0, bytes)), .is_whole = whole_words && bytes == run.size()});
            continue;
        }
        const bool is_lone = bytes_of_code_points(run, 1) == run.size();
        for_each_term(run, [&fragments, is_lone](std::string_view term) {
            fragments.push_back({.text = std::string(term), .is_whole = !is_lone});
        });
    }
}

}  // namespace chatter::store::search
