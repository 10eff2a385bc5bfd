#include "http/client_address.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <ranges>

#include "base/text.hpp"

namespace chatter::http {

namespace ip = boost::asio::ip;

namespace {

/// Longer chains are no chains of proxies.
constexpr std::size_t hops_max = 32;

std::vector<std::string_view> split_list(std::string_view text) {
    std::vector<std::string_view> items;
    while (!text.empty()) {
        const auto end = std::min(text.find(','), text.size());
        if (const auto item = trim(text.substr(0, end)); !item.empty()) items.push_back(item);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return items;
}

std::optional<std::size_t> parse_number(std::string_view text) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// `::ffff:192.0.2.1` is how a dual-stack socket names `192.0.2.1`.
ip::address unmapped(const ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    return address;
}

std::optional<ip::address> parse_address(std::string_view text) {
    boost::system::error_code error;
    const auto address = ip::make_address(std::string(text), error);
    if (error) return std::nullopt;
    return unmapped(address);
}

/// An item of X-Forwarded-For. Some proxies add the port: `192.0.2.1:5678`, `[2001:db8::1]:5678`.
std::optional<ip::address> parse_forwarded(std::string_view item) {
    if (item.starts_with('['))
        return parse_address(item.substr(1, std::min(item.find(']'), item.size()) - 1));
    if (std::ranges::count(item, ':') == 1) item = item.substr(0, item.find(':'));
    return parse_address(item);
}

template <std::size_t size>
bool same_prefix(const std::array<unsigned char, size>& a, const std::array<unsigned char, size>& b,
                 unsigned bits) {
    const auto whole = bits / 8;
    if (!std::equal(a.begin(), a.begin() + whole, b.begin())) return false;
    const auto rest = bits % 8;
    return rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0;
}

std::vector<std::string_view> ranges_named(std::string_view name) {
    if (name == "loopback") return {"127.0.0.0/8", "::1/128"};
    if (name == "linklocal") return {"169.254.0.0/16", "fe80::/10"};
    if (name == "uniquelocal") return {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"};
    return {name};
}

std::unexpected<Error> refuse(std::string_view item) {
    return fail(
        std::make_error_code(std::errc::invalid_argument),
        "\"" + std::string(item) +
            "\" is no address, range, `loopback` or number of proxies. Example: loopback, 10.0.0.0/8");
}

}  // namespace

Result<TrustedProxies> TrustedProxies::parse(std::string_view setting) {
    TrustedProxies proxies;
    setting = trim(setting);
    if (setting == "false") return proxies;
    if (const auto hops = parse_number(setting)) {
        if (*hops > hops_max) return refuse(setting);
        proxies.hops_ = *hops;
        return proxies;
    }
    for (const auto item : split_list(setting)) {
        for (const auto text : ranges_named(item)) {
            auto range = parse_range(text);
            if (!range) return std::unexpected(range.error());
            proxies.ranges_.push_back(*range);
        }
    }
    return proxies;
}

Result<TrustedProxies::Range> TrustedProxies::parse_range(std::string_view text) {
    const auto slash = std::min(text.find('/'), text.size());
    const auto address = parse_address(text.substr(0, slash));
    if (!address) return refuse(text);
    const unsigned bits_max = address->is_v4() ? 32 : 128;
    if (slash == text.size()) return Range{*address, bits_max};
    const auto bits = parse_number(text.substr(slash + 1));
    if (!bits || *bits > bits_max) return refuse(text);
    return Range{*address, static_cast<unsigned>(*bits)};
}

bool TrustedProxies::trusts(const ip::address& address, std::size_t hop) const {
    if (hop < hops_) return true;
    return std::ranges::any_of(ranges_, [&](const Range& range) {
        if (address.is_v4() != range.address.is_v4()) return false;
        if (address.is_v4())
            return same_prefix(address.to_v4().to_bytes(), range.address.to_v4().to_bytes(),
                               range.prefix_bits);
        return same_prefix(address.to_v6().to_bytes(), range.address.to_v6().to_bytes(), range.prefix_bits);
    });
}

bool TrustedProxies::sent(const net::Request& request) const {
    const auto peer = parse_address(request.remote_address);
    return peer && trusts(*peer, 0);
}

std::string TrustedProxies::client_address(const net::Fields& fields,
                                           const std::string& remote_address) const {
    auto nearest = parse_address(remote_address);
    if (!nearest) return remote_address;

    std::vector<std::string_view> forwarded;
    for (const auto& [name, value] : fields) {
        if (equals_ignoring_ascii_case(name, "X-Forwarded-For"))
            std::ranges::copy(split_list(value), std::back_inserter(forwarded));
    }
    std::size_t hop = 0;
    for (const auto item : std::views::reverse(forwarded)) {
        if (!trusts(*nearest, hop++)) break;
        const auto address = parse_forwarded(item);
        if (!address) break;  // the trusted proxy wrote no address: it is the nearest thing known
        nearest = address;
    }
    return nearest->to_string();
}

}  // namespace chatter::http
