#include "http/route.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace chatter::http {

namespace {

std::string_view take_segment(std::string_view& rest) {
    rest.remove_prefix(1);  // the slash before it
    const auto segment = rest.substr(0, std::min(rest.find('/'), rest.size()));
    rest.remove_prefix(segment.size());
    return segment;
}

}  // namespace

std::optional<std::vector<std::string>> split_path(std::string_view path) {
    std::vector<std::string> segments;
    if (!path.starts_with('/')) return std::nullopt;
    segments.reserve(static_cast<std::size_t>(std::ranges::count(path, '/')));
    while (!path.empty()) {
        auto segment = percent_decode(take_segment(path));
        if (!segment) return std::nullopt;
        segments.push_back(std::move(*segment));
    }
    return segments;
}

std::optional<PathParameters> match(std::string_view pattern, std::span<const std::string> segments) {
    auto rest = pattern;
    for (const auto& segment : segments) {
        if (rest.empty()) return std::nullopt;
        const auto expected = take_segment(rest);
        if (!expected.starts_with(':') && segment != expected) return std::nullopt;
    }
    if (!rest.empty()) return std::nullopt;

    PathParameters parameters;
    for (const auto& segment : segments) {
        const auto expected = take_segment(pattern);
        if (expected.starts_with(':')) parameters.emplace_back(expected.substr(1), segment);
    }
    return parameters;
}

}  // namespace chatter::http
