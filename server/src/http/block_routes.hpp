#pragma once

#include "http/route.hpp"

namespace chatter::http {

/// PUT /api/users/:id/block
Task<Result<net::Response>> block_user(const Context& context, Call call);
/// DELETE /api/users/:id/block
Task<Result<net::Response>> unblock_user(const Context& context, Call call);
/// GET /api/users/me/blocks
Task<Result<net::Response>> list_blocked(const Context& context, Call call);

}  // namespace chatter::http
