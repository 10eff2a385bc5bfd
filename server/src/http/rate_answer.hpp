#pragma once

#include <string_view>

#include "chat/rate_limiter.hpp"
#include "net/http.hpp"

namespace chatter::http {

/// Says how the caller's limit stands, where there is one and nothing has been said yet.
/// Source: draft-ietf-httpapi-ratelimit-headers-08.
void add_rate_fields(net::Response& response, const chat::RateVerdict& verdict);

/// 429 with `Retry-After`.
[[nodiscard]] net::Response rate_limited_answer(const chat::RateVerdict& verdict);

}  // namespace chatter::http
