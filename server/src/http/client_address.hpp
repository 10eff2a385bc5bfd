#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "net/http.hpp"

namespace chatter::http {

/// Which proxies may say, by X-Forwarded-For, whom a request comes from. By default none.
class TrustedProxies {
  public:
    /// Reads TRUST_PROXY: empty or `false` (none), how many proxies stand in front (`1`), or a
    /// comma-separated list of addresses, CIDR ranges, `loopback`, `linklocal` and `uniquelocal`. Errors:
    /// std::errc::invalid_argument, whose detail says what is wrong.
    [[nodiscard]] static Result<TrustedProxies> parse(std::string_view setting);

    /// The address of the client: the nearest one that is no trusted proxy. What stands left of it in
    /// X-Forwarded-For may be forged, and is not looked at.
    [[nodiscard]] std::string client_address(const net::Request& request) const {
        return client_address(request.fields, request.remote_address);
    }
    [[nodiscard]] std::string client_address(const net::Fields& fields,
                                             const std::string& remote_address) const;

    /// Whether who has sent this is one of them, and may say more than other peers. A malformed address is
    /// not.
    [[nodiscard]] bool sent(const net::Request& request) const;

  private:
    struct Range {
        boost::asio::ip::address address;
        unsigned prefix_bits;
    };

    [[nodiscard]] static Result<Range> parse_range(std::string_view text);
    [[nodiscard]] bool trusts(const boost::asio::ip::address& address, std::size_t hop) const;

    std::size_t hops_ = 0;
    std::vector<Range> ranges_;
};

}  // namespace chatter::http
