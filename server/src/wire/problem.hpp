#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "base/result.hpp"

namespace chatter::wire {

/// How an error is told to a client: the HTTP status and the stable snake_case word.
struct Problem {
    unsigned status;
    std::string_view code;
    std::string_view sentence;  // used when the error brings no detail of its own
};

/// Every code that a use case can fail with; anything unknown is 500 `internal`.
[[nodiscard]] Problem to_problem(const std::error_code& code) noexcept;

/// RFC 9457: `{type, title, status, code, detail, errors?}`.
[[nodiscard]] boost::json::object problem_json(const Error& error);
/// A Socket.IO ack's `error`: `{code, message, errors?}`.
[[nodiscard]] boost::json::object ack_error_json(const Error& error);

}  // namespace chatter::wire
