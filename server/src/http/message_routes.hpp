#pragma once

#include "http/route.hpp"

namespace chatter::http {

/// GET /api/rooms/:id/messages?before=&after=&around=&limit=
Task<Result<net::Response>> get_history(const Context& context, Call call);
/// POST /api/rooms/:id/messages
Task<Result<net::Response>> post_message(const Context& context, Call call);

}  // namespace chatter::http
