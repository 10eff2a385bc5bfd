#pragma once

#include "http/route.hpp"

namespace chatter::http {

/// GET /api/admin/audit
Task<Result<net::Response>> read_audit_log(const Context& context, Call call);

}  // namespace chatter::http
