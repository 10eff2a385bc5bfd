#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/http.hpp"

namespace chatter::http {

/// The session token that a request brings.
struct Credentials {
    enum class From : bool { cookie, bearer };

    std::string token;
    From from;
};

/// A bearer token wins over the cookie: a program that sends one means it. Nothing when there is neither.
[[nodiscard]] std::optional<Credentials> credentials_of(const net::Request& request);

/// The Set-Cookie value that keeps `token` for the life of its session.
[[nodiscard]] std::string session_cookie(std::string_view token, std::chrono::seconds max_age, bool secure);
/// The Set-Cookie value that makes the browser forget it.
[[nodiscard]] std::string expired_cookie(bool secure);

/// How a request that changes something proves that no foreign page made the browser send it.
enum class OriginRule {
    own_origin,   ///< it rides on the cookie: its Origin, else Sec-Fetch-Site: same-origin, must say so
    not_foreign,  ///< it needs no cookie: only a foreign Origin or Sec-Fetch-Site: cross-site is refused
};
[[nodiscard]] bool comes_from_client(const net::Request& request, OriginRule rule,
                                     const std::vector<std::string>& client_origins);

}  // namespace chatter::http
