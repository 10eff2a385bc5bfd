#pragma once

#include "http/route.hpp"

namespace chatter::http {

/// GET /api/rooms/:id/messages/:messageId
Task<Result<net::Response>> get_message(const Context& context, Call call);
/// GET /api/rooms/:id/messages/:messageId/edits
Task<Result<net::Response>> list_edits(const Context& context, Call call);
/// GET /api/rooms/:id/pins
Task<Result<net::Response>> list_pins(const Context& context, Call call);
/// GET /api/rooms/:id/messages/:messageId/thread?before=&after=&limit=
Task<Result<net::Response>> get_thread(const Context& context, Call call);
/// GET /api/threads?before=&limit=
Task<Result<net::Response>> list_threads(const Context& context, Call call);

}  // namespace chatter::http
