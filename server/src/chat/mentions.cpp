#include "chat/mentions.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "chat/validation.hpp"

namespace chatter::chat {

namespace {

bool is_word_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

std::vector<std::string> find_mentions(std::string_view content) {
    std::vector<std::string> names;
    for (auto at = content.find('@'); at != std::string_view::npos; at = content.find('@', at + 1)) {
        if (at > 0 && is_word_character(content[at - 1])) continue;
        auto end = at + 1;
        while (end < content.size() &&
               (is_word_character(content[end]) || content[end] == '.' || content[end] == '-'))
            ++end;
        auto name = to_ascii_lower(content.substr(at + 1, end - at - 1));
        while (!name.empty() && (name.back() == '.' || name.back() == '-')) name.pop_back();
        const bool repeated = std::ranges::find(names, name) != names.end();
        if (repeated || complaint_about_username(name)) continue;
        names.push_back(std::move(name));
        if (names.size() == mentions_max) break;
    }
    return names;
}

bool name_everybody(const std::vector<std::string>& names) {
    return std::ranges::any_of(
        names, [](std::string_view name) { return name == "room" || name == "all" || name == "here"; });
}

}  // namespace chatter::chat
