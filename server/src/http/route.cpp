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
    while (!path.empty()) {
        auto segment = percent_decode(take_segment(path));
        if (!segment) return std::nullopt;
        segments.push_back(std::move(*segment));
    }
    return segments;
}

std::optional<PathParameters> match(std::string_view pattern, std::span<const std::string> segments) {
    PathParameters parameters;
    for (const auto& segment : segments) {
        if (pattern.empty()) return std::nullopt;
        const auto expected = take_segment(pattern);
        if (expected.starts_with(':'))
            parameters.emplace_back(expected.substr(1), segment);
        else if (segment != expected)
            return std::nullopt;
    }
    if (!pattern.empty()) return std::nullopt;
    return parameters;
}

}  // namespace chatter::http
