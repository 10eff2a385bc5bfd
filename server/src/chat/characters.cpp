#include "chat/characters.hpp"

#include <algorithm>
#include <span>

#include "base/text.hpp"

namespace chatter::chat {

namespace {

struct Range {
    char32_t first;
    char32_t last;
};

bool contains(std::span<const Range> ranges, char32_t c) noexcept {
    return std::ranges::any_of(ranges, [c](Range range) { return c >= range.first && c <= range.last; });
}

constexpr Range white_space[] = {{0x09, 0x0D},     {0x20, 0x20},     {0x85, 0x85},     {0xA0, 0xA0},
                                 {0x1680, 0x1680}, {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F},
                                 {0x205F, 0x205F}, {0x3000, 0x3000}};
constexpr Range controls[] = {{0x00, 0x1F}, {0x7F, 0x9F}, {0x2028, 0x2029}};
constexpr Range bidi_controls[] = {{0x061C, 0x061C}, {0x200E, 0x200F}, {0x202A, 0x202E}, {0x2066, 0x2069}};
constexpr Range invisibles[] = {{0xAD, 0xAD},       {0x034F, 0x034F},   {0x115F, 0x1160},  {0x17B4, 0x17B5},
                                {0x180B, 0x180F},   {0x200B, 0x200D},   {0x2060, 0x2065},  {0x206A, 0x206F},
                                {0x3164, 0x3164},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},  {0xFFF0, 0xFFFB},
                                {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}};
constexpr Range pictographs[] = {{0x2190, 0x21FF}, {0x2300, 0x23FF}, {0x2460, 0x27BF}, {0x2900, 0x297F},
                                 {0x2B00, 0x2BFF}, {0x3030, 0x303D}, {0x3297, 0x3299}, {0x1F000, 0x1FAFF}};
constexpr Range styled_signs[] = {{0xA9, 0xA9},     {0xAE, 0xAE},     {0x203C, 0x203C},
                                  {0x2049, 0x2049}, {0x2122, 0x2122}, {0x2139, 0x2139}};

}  // namespace

bool is_white_space(char32_t c) noexcept { return contains(white_space, c); }
bool is_control(char32_t c) noexcept { return contains(controls, c); }
bool is_bidi_control(char32_t c) noexcept { return contains(bidi_controls, c); }
bool is_invisible(char32_t c) noexcept { return contains(invisibles, c); }
bool is_pictograph(char32_t c) noexcept { return contains(pictographs, c); }
bool is_variation_selector(char32_t c) noexcept { return c >= 0xFE00 && c <= 0xFE0F; }
bool has_emoji_style(char32_t c) noexcept { return is_pictograph(c) || contains(styled_signs, c); }

bool is_blank(std::string_view text) noexcept {
    for (std::size_t position = 0; position < text.size();) {
        const auto c = next_code_point(text, position);
        if (!is_white_space(c) && !is_invisible(c) && !is_bidi_control(c)) return false;
    }
    return true;
}

std::string_view trim_white_space(std::string_view text) noexcept {
    std::size_t begin = text.size(), end = 0;
    for (std::size_t position = 0; position < text.size();) {
        const auto start = position;
        if (is_white_space(next_code_point(text, position))) continue;
        begin = std::min(begin, start);
        end = position;
    }
    return begin < end ? text.substr(begin, end - begin) : std::string_view{};
}

}  // namespace chatter::chat
