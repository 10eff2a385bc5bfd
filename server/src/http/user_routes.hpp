#pragma once

#include "http/route.hpp"

namespace chatter::http {

/// GET /api/users?query=
Task<Result<net::Response>> search_users(const Context& context, Call call);
/// GET /api/users/:id
Task<Result<net::Response>> get_user(const Context& context, Call call);

}  // namespace chatter::http
