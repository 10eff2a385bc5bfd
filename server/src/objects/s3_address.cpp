#include "objects/s3_address.hpp"

#include <algorithm>
#include <utility>

namespace chatter::objects {

namespace {

constexpr std::string_view scheme_end = "://";
constexpr std::string_view amazon = ".amazonaws.com";

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// What may stand in an address as it is, in a message and in a header.
bool is_plain(char c) { return is_letter_or_digit(c) || std::string_view("-._~/:[]%").contains(c); }

}  // namespace

std::string complaint_about_web_address(std::string_view url) {
    if (!url.starts_with("https://") && !url.starts_with("http://")) return "must begin with https://";
    const auto rest = url.substr(url.find(scheme_end) + scheme_end.size());
    if (rest.contains('@')) return "must hold no user or password";
    const auto host = rest.substr(0, rest.find_first_of("/:"));
    if (host.empty() || !std::ranges::all_of(rest, is_plain))
        return "must be scheme, host and path of plain characters, without ? and #";
    return {};
}

std::string complaint_about_bucket(std::string_view name) {
    const auto fits = [](char c) { return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_'; };
    if (name.size() < 3 || name.size() > 63 || !std::ranges::all_of(name, fits) ||
        !is_letter_or_digit(name.front()) || !is_letter_or_digit(name.back()))
        return "must be 3 to 63 letters, digits, dots and hyphens";
    return {};
}

S3Address make_address(std::string_view endpoint, std::string_view bucket, Addressing addressing) {
    while (endpoint.ends_with('/')) endpoint.remove_suffix(1);
    const auto host_begin = endpoint.find(scheme_end) + scheme_end.size();
    const auto host_end = std::min(endpoint.find_first_of("/:", host_begin), endpoint.size());
    // A dot in the bucket's name would make a host for which Amazon's certificate is not.
    if (addressing == Addressing::automatic)
        addressing = endpoint.substr(0, host_end).ends_with(amazon) && !bucket.contains('.')
                         ? Addressing::virtual_host
                         : Addressing::path;
    std::string url(endpoint);
    if (addressing == Addressing::virtual_host)
        url.insert(host_begin, std::string(bucket) + ".");
    else
        url.append("/").append(bucket);
    return {.bucket_url = std::move(url), .is_host = addressing == Addressing::virtual_host};
}

}  // namespace chatter::objects
