#pragma once

#include "http/route.hpp"

namespace chatter::http {

/// PATCH /api/rooms/:id/messages/:messageId
Task<Result<net::Response>> edit_message(const Context& context, Call call);
/// DELETE /api/rooms/:id/messages/:messageId
Task<Result<net::Response>> delete_message(const Context& context, Call call);
/// PUT /api/rooms/:id/messages/:messageId/reactions/:emoji
Task<Result<net::Response>> add_reaction(const Context& context, Call call);
/// DELETE /api/rooms/:id/messages/:messageId/reactions/:emoji
Task<Result<net::Response>> remove_reaction(const Context& context, Call call);
/// PUT /api/rooms/:id/messages/:messageId/pin
Task<Result<net::Response>> pin_message(const Context& context, Call call);
/// DELETE /api/rooms/:id/messages/:messageId/pin
Task<Result<net::Response>> unpin_message(const Context& context, Call call);

}  // namespace chatter::http
