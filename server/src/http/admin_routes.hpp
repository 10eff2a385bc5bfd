#pragma once

#include "http/route.hpp"

namespace chatter::http {

/// GET /api/admin/users
Task<Result<net::Response>> list_all_users(const Context& context, Call call);
/// PATCH /api/admin/users/:id
Task<Result<net::Response>> change_user(const Context& context, Call call);
/// POST /api/admin/users/:id/password
Task<Result<net::Response>> reset_password(const Context& context, Call call);
/// GET /api/admin/users/:id/sessions
Task<Result<net::Response>> list_users_sessions(const Context& context, Call call);
/// DELETE /api/admin/users/:id/sessions
Task<Result<net::Response>> revoke_users_sessions(const Context& context, Call call);

}  // namespace chatter::http
