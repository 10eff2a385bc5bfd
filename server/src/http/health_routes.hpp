#pragma once

#include "http/route.hpp"

namespace chatter::http {

/// GET /api/health: the process serves.
Task<Result<net::Response>> get_health(const Context& context, Call call);
/// GET /api/ready: everything it needs answers, too; else 503 with what does not.
Task<Result<net::Response>> get_ready(const Context& context, Call call);

}  // namespace chatter::http
