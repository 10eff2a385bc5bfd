#include "objects/listing.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace chatter::objects {

namespace {

constexpr std::size_t error_code_bytes_max = 64;

/// What stands between `<name>` and `</name>` at the first place where that is, cut off from `xml` with all
/// before it. The answers' elements have no attributes but the first one's, and none lies in one of its name.
std::optional<std::string_view> take_element(std::string_view& xml, std::string_view name) {
    const auto begin_tag = "<" + std::string(name) + ">";
    const auto end_tag = "</" + std::string(name) + ">";
    const auto begin = xml.find(begin_tag);
    if (begin == std::string_view::npos) return std::nullopt;
    const auto end = xml.find(end_tag, begin);
    if (end == std::string_view::npos) return std::nullopt;
    const auto content = xml.substr(begin + begin_tag.size(), end - begin - begin_tag.size());
    xml.remove_prefix(end + end_tag.size());
    return content;
}

std::string_view find_element(std::string_view xml, std::string_view name) {
    return take_element(xml, name).value_or(std::string_view());
}

std::string unescape(std::string_view text) {
    static constexpr std::array<std::pair<std::string_view, char>, 5> entities{
        {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}};
    std::string plain;
    while (!text.empty()) {
        const auto* const entity = std::ranges::find_if(
            entities, [text](const auto& candidate) { return text.starts_with(candidate.first); });
        const bool found = entity != entities.end();
        plain += found ? entity->second : text.front();
        text.remove_prefix(found ? entity->first.size() : 1);
    }
    return plain;
}

/// `2026-11-29T09:15:14.000Z`, with as many digits of a second as the server likes.
std::optional<Time> parse_moment(std::string_view text) {
    constexpr std::size_t to_the_second = 19;
    return parse_iso8601(std::string(text.substr(0, to_the_second)) + ".000Z");
}

}  // namespace

std::optional<Listing> parse_listing(std::string_view xml) {
    if (!xml.contains("<ListBucketResult")) return std::nullopt;
    Listing listing;
    if (find_element(xml, "IsTruncated") == "true")
        listing.next = unescape(find_element(xml, "NextContinuationToken"));
    while (const auto object = take_element(xml, "Contents")) {
        const auto last_modified = parse_moment(find_element(*object, "LastModified"));
        if (!last_modified) return std::nullopt;
        listing.objects.push_back({unescape(find_element(*object, "Key")), *last_modified});
    }
    return listing;
}

std::string parse_error_code(std::string_view xml) {
    const auto code = find_element(xml, "Code");
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if (code.size() > error_code_bytes_max || !std::ranges::all_of(code, is_letter)) return {};
    return std::string(code);
}

}  // namespace chatter::objects
