#include "chat/emoji.hpp"

#include <algorithm>
#include <vector>

namespace chatter::chat {

namespace {

/// Each followed by a space.
constexpr std::string_view table =
#include "chat/emoji_table.inc"
    ;

std::vector<std::string_view> split_table() {
    std::vector<std::string_view> emoji;
    for (auto rest = table; !rest.empty();) {
        const auto end = rest.find(' ');
        emoji.push_back(rest.substr(0, end));
        rest.remove_prefix(end + 1);
    }
    return emoji;
}

}  // namespace

bool is_emoji(std::string_view text) noexcept {
    static const auto all = split_table();
    return std::ranges::binary_search(all, text);
}

}  // namespace chatter::chat
