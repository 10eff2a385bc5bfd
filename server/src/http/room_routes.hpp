#pragma once

#include "http/route.hpp"

namespace chatter::http {

/// GET /api/rooms, GET /api/rooms?scope=public&query=
Task<Result<net::Response>> list_rooms(const Context& context, Call call);
/// POST /api/rooms
Task<Result<net::Response>> create_room(const Context& context, Call call);
/// GET /api/rooms/:id
Task<Result<net::Response>> get_room(const Context& context, Call call);
/// POST /api/rooms/:id/join
Task<Result<net::Response>> join_room(const Context& context, Call call);
/// POST /api/rooms/:id/leave
Task<Result<net::Response>> leave_room(const Context& context, Call call);
/// GET /api/rooms/:id/members?cursor=&limit=
Task<Result<net::Response>> list_members(const Context& context, Call call);
/// PUT /api/rooms/:id/read
Task<Result<net::Response>> mark_read(const Context& context, Call call);
/// POST /api/rooms/read
Task<Result<net::Response>> mark_all_read(const Context& context, Call call);

}  // namespace chatter::http
