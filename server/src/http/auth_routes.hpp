#pragma once

#include "http/route.hpp"

namespace chatter::http {

/// POST /api/auth/register
Task<Result<net::Response>> get_registration(const Context& context, Call call);
Task<Result<net::Response>> register_user(const Context& context, Call call);
/// POST /api/auth/login
Task<Result<net::Response>> log_in(const Context& context, Call call);
/// POST /api/auth/logout
Task<Result<net::Response>> log_out(const Context& context, Call call);
/// GET /api/auth/me
Task<Result<net::Response>> get_me(const Context& context, Call call);
/// GET /api/auth/sessions
Task<Result<net::Response>> list_sessions(const Context& context, Call call);
/// DELETE /api/auth/sessions/:id
Task<Result<net::Response>> end_session(const Context& context, Call call);

}  // namespace chatter::http
