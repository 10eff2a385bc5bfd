#include "http/header_value.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace chatter::http {

namespace {

void skip_spaces(std::string_view& rest) {
    while (rest.starts_with(' ') || rest.starts_with('\t')) rest.remove_prefix(1);
}

/// Takes `"…"` off the front, with its backslashes undone. Nothing when the closing quote is missing.
std::optional<std::string> take_quoted(std::string_view& rest) {
    std::string text;
    for (std::size_t i = 1; i < rest.size(); ++i) {
        if (rest[i] == '"') {
            rest.remove_prefix(i + 1);
            return text;
        }
        // Only a quote or a backslash is meant as escaped: a Windows path in a file name is not.
        if (rest[i] == '\\' && i + 1 < rest.size() && (rest[i + 1] == '"' || rest[i + 1] == '\\')) ++i;
        text += rest[i];
    }
    return std::nullopt;
}

}  // namespace

std::string value_without_parameters(std::string_view value) {
    return to_ascii_lower(trim(value.substr(0, std::min(value.find(';'), value.size()))));
}

std::optional<std::string> parameter(std::string_view value, std::string_view name) {
    auto rest = value.substr(std::min(value.find(';'), value.size()));
    while (rest.starts_with(';')) {
        rest.remove_prefix(1);
        skip_spaces(rest);
        if (rest.empty() || rest.front() == ';') continue;
        const auto equals = rest.find_first_of("=;\"");
        if (equals == std::string_view::npos || rest[equals] != '=') return std::nullopt;
        const auto key = rest.substr(0, equals);
        rest.remove_prefix(equals + 1);

        std::string text;
        if (rest.starts_with('"')) {
            auto quoted = take_quoted(rest);
            if (!quoted) return std::nullopt;
            text = std::move(*quoted);
            skip_spaces(rest);
        } else {
            const auto end = std::min(rest.find(';'), rest.size());
            text = trim(rest.substr(0, end));
            rest.remove_prefix(end);
        }
        if (equals_ignoring_ascii_case(key, name)) return text;
    }
    return std::nullopt;
}

}  // namespace chatter::http
