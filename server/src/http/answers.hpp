#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "base/result.hpp"
#include "net/http.hpp"

namespace chatter::http {

/// `object` as application/json.
[[nodiscard]] net::Response json_answer(unsigned status, const boost::json::object& object);

/// 200 with an ETag that changes whenever the body would, or 304 when the client holds that body.
[[nodiscard]] net::Response versioned_json_answer(const net::Request& request,
                                                  const boost::json::object& object);
/// The same for a body that is serialised already, whose etag is `etag`.
[[nodiscard]] net::Response versioned_json_answer(const net::Request& request, const SharedBytes& body,
                                                  std::string etag);

/// 204.
[[nodiscard]] net::Response empty_answer();

/// A problem with members of its own (wire::problem_json).
[[nodiscard]] net::Response problem_answer(const boost::json::object& problem);

/// The problem of an error, with what its status asks for: WWW-Authenticate, Retry-After. A 500 names
/// `request_id`, so that its reader can tell us which one it was.
[[nodiscard]] net::Response problem_answer(const Error& error, std::string_view request_id);

}  // namespace chatter::http
