#pragma once

#include "http/route.hpp"

namespace chatter::http {

/// GET /api/drafts
Task<Result<net::Response>> list_drafts(const Context& context, Call call);
/// GET /api/rooms/:id/draft
Task<Result<net::Response>> get_draft(const Context& context, Call call);
/// PUT /api/rooms/:id/draft
Task<Result<net::Response>> keep_draft(const Context& context, Call call);

}  // namespace chatter::http
