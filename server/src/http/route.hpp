#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "chat/rate_class.hpp"
#include "http/call.hpp"
#include "http/context.hpp"
#include "net/http.hpp"

namespace chatter::http {

enum class Access { anyone, signed_in, admin };

/// The body limit of whatever takes JSON or nothing.
inline constexpr std::size_t json_bytes_max = 256 * 1024;

using Handler = Task<Result<net::Response>> (*)(const Context&, Call);

/// One method of one path: who may call it, what limits how often, and what answers.
struct Route {
    std::string_view method;
    std::string_view pattern;  // `/api/rooms/:id/join`: a segment after a colon is a parameter
    Access access;
    chat::RateClass rate_class;
    Handler handler;
    std::size_t body_bytes_max = json_bytes_max;
    std::string_view too_large_code = "body_too_large";
};

/// Every route there is. A request that none of them fits is refused.
[[nodiscard]] std::span<const Route> all_routes() noexcept;

/// The segments of a path, each percent-decoded once. Nothing when an escape is broken.
[[nodiscard]] std::optional<std::vector<std::string>> split_path(std::string_view path);

/// The parameters, if the path fits the pattern.
[[nodiscard]] std::optional<PathParameters> match(std::string_view pattern,
                                                  std::span<const std::string> segments);

}  // namespace chatter::http
