#pragma once

#include "http/route.hpp"

namespace chatter::http {

/// POST /api/rooms/:id/invites
Task<Result<net::Response>> create_room_invite(const Context& context, Call call);
/// GET /api/rooms/:id/invites
Task<Result<net::Response>> list_room_invites(const Context& context, Call call);
/// POST /api/invites
Task<Result<net::Response>> create_invite(const Context& context, Call call);
/// GET /api/invites
Task<Result<net::Response>> list_invites(const Context& context, Call call);
/// GET /api/invites/:invite, by its code
Task<Result<net::Response>> find_invite(const Context& context, Call call);
/// DELETE /api/invites/:invite, by its id
Task<Result<net::Response>> revoke_invite(const Context& context, Call call);
/// POST /api/invites/:invite/join, by its code
Task<Result<net::Response>> join_by_invite(const Context& context, Call call);

}  // namespace chatter::http
