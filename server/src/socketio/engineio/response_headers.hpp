#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "socketio/engineio/options.hpp"

/// What the options add to the heads of answers: CORS and the cookie. Pure functions.
namespace chatter::engineio {

/// Adds to `headers` what tells a browser whether a page may read the answer. For an OPTIONS request, gives
/// the answer to the preflight, which `headers` belong to as well. Source: npm `cors` 2.8.
[[nodiscard]] std::optional<net::Response> apply_cors(const CorsOptions& options, const net::Request& request,
                                                      net::Fields& headers);

/// The value of Set-Cookie, its attributes in the order of npm `cookie`.
[[nodiscard]] std::string serialize_cookie(const CookieOptions& options, std::string_view sid);

/// Adds to `response` those of `headers` that it does not set itself, and every cookie.
void add_headers(net::Response& response, const net::Fields& headers);

}  // namespace chatter::engineio
