#pragma once

#include "http/route.hpp"

namespace chatter::http {

/// PUT /api/rooms/:id/messages/:messageId/saved
Task<Result<net::Response>> save_message(const Context& context, Call call);
/// DELETE /api/rooms/:id/messages/:messageId/saved
Task<Result<net::Response>> unsave_message(const Context& context, Call call);
/// GET /api/saved
Task<Result<net::Response>> list_saved_messages(const Context& context, Call call);

}  // namespace chatter::http
