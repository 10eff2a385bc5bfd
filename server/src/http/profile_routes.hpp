#pragma once

#include "http/route.hpp"

namespace chatter::http {

/// PATCH /api/users/me
Task<Result<net::Response>> change_profile(const Context& context, Call call);
/// POST /api/auth/password
Task<Result<net::Response>> change_password(const Context& context, Call call);
/// DELETE /api/auth/sessions
Task<Result<net::Response>> end_other_sessions(const Context& context, Call call);

}  // namespace chatter::http
