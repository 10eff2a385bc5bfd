#pragma once

#include "http/route.hpp"

namespace chatter::http {

/// Room for an image's bytes and for what a form wraps around them.
inline constexpr std::size_t upload_bytes_max = chat::image_bytes_max + std::size_t{64} * 1024;

/// POST /api/upload
Task<Result<net::Response>> upload_image(const Context& context, Call call);
/// GET /api/images/:id
Task<Result<net::Response>> get_image(const Context& context, Call call);

}  // namespace chatter::http
