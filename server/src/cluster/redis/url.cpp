#include "cluster/redis/url.hpp"

#include <charconv>
#include <optional>

#include "base/text.hpp"

namespace chatter::cluster::redis {

namespace {

std::unexpected<Error> refuse(std::string reason) {
    return fail(std::make_error_code(std::errc::invalid_argument), std::move(reason));
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// What stands before the `@`.
bool read_credentials(std::string_view text, Address& address) {
    const auto colon = text.find(':');
    auto username = percent_decode(text.substr(0, colon));
    if (!username) return false;
    address.username = std::move(*username);
    if (colon == std::string_view::npos) return true;
    auto password = percent_decode(text.substr(colon + 1));
    if (!password) return false;
    address.password = std::move(*password);
    return true;
}

bool read_host(std::string_view text, Address& address) {
    const auto bracket = text.starts_with('[') ? text.find(']') : 0;
    if (bracket == std::string_view::npos) return false;
    const auto colon = text.find(':', bracket);
    const auto host = text.substr(0, colon);
    address.host = text.starts_with('[') ? host.substr(1, bracket - 1) : host;
    if (address.host.empty()) return false;
    if (colon == std::string_view::npos) return true;
    const auto port = parse_number<std::uint16_t>(text.substr(colon + 1));
    address.port = port.value_or(0);
    return address.port != 0;
}

}  // namespace

Result<Address> parse_url(std::string_view url) {
    Address address;
    if (url.starts_with("rediss://"))
        address.tls = true;
    else if (!url.starts_with("redis://"))
        return refuse("must begin with redis:// or rediss://");
    auto rest = url.substr(url.find("://") + 3);
    if (rest.find_first_of("?#") != std::string_view::npos) return refuse("takes no parameters");
    if (const auto slash = rest.rfind('/'); slash != std::string_view::npos && slash > rest.rfind('@') + 1) {
        const auto text = rest.substr(slash + 1);
        const auto database =
            text.empty() ? std::optional<std::uint32_t>(0) : parse_number<std::uint32_t>(text);
        if (!database) return refuse("names no database by number");
        address.database = *database;
        rest = rest.substr(0, slash);
    }
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
        if (!read_credentials(rest.substr(0, at), address))
            return refuse("has a user or password that is not percent-encoded");
        rest = rest.substr(at + 1);
    }
    if (!read_host(rest, address)) return refuse("names no host, or no port");
    return address;
}

}  // namespace chatter::cluster::redis
