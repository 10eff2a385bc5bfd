#pragma once

#include <system_error>

namespace chatter::http {

/// Why a request is refused before any use case hears of it.
enum class Errc {
    bad_json = 1,            ///< 400
    bad_multipart,           ///< 400
    bad_origin,              ///< 403: a request that rides on the cookie, from somewhere else.
    unsupported_media_type,  ///< 415
};

[[nodiscard]] std::error_code make_error_code(Errc errc) noexcept;

}  // namespace chatter::http

template <>
struct std::is_error_code_enum<chatter::http::Errc> : std::true_type {};
