#pragma once

#include <boost/json/value.hpp>

#include "base/result.hpp"
#include "net/http.hpp"

namespace chatter::http {

/// The JSON of a request's body: strict, valid UTF-8, at most 32 levels deep, nothing after it.
/// Errors: Errc::unsupported_media_type (a Content-Type other than application/json), Errc::bad_json.
[[nodiscard]] Result<boost::json::value> read_json(const net::Request& request);

}  // namespace chatter::http
