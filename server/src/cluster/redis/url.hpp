#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chatter::cluster::redis {

/// Where Redis is, and how to come in.
struct Address {
    std::string host;
    std::uint16_t port = 6379;
    bool tls = false;
    std::string username;  // empty: only a password, or nothing
    std::string password;
    std::uint32_t database = 0;
};

/// Reads `redis://[user][:password]@host[:port][/database]`, or `rediss://` for TLS; user and password are
/// percent-encoded. Errors: std::errc::invalid_argument, whose detail says what is wrong.
[[nodiscard]] Result<Address> parse_url(std::string_view url);

}  // namespace chatter::cluster::redis
