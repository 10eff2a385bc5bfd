#pragma once

#include "http/route.hpp"

namespace chatter::http {

/// GET /api/search?q=&roomId=&authorId=&before=&limit=
Task<Result<net::Response>> search_messages(const Context& context, Call call);

}  // namespace chatter::http
