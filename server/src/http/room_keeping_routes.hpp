#pragma once

#include "http/route.hpp"

namespace chatter::http {

/// PATCH /api/rooms/:id
Task<Result<net::Response>> change_room(const Context& context, Call call);
/// DELETE /api/rooms/:id
Task<Result<net::Response>> delete_room(const Context& context, Call call);
/// PUT /api/rooms/:id/members/:userId
Task<Result<net::Response>> put_member(const Context& context, Call call);
/// DELETE /api/rooms/:id/members/:userId
Task<Result<net::Response>> remove_member(const Context& context, Call call);
/// PUT /api/rooms/:id/notifications
Task<Result<net::Response>> change_notifications(const Context& context, Call call);

}  // namespace chatter::http
