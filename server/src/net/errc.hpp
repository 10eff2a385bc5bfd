#pragma once

#include <system_error>

namespace chatter::net {

enum class Errc {
    bad_address = 1,  ///< The host is no IP address.
    address_in_use,   ///< Somebody listens on that port already.
    cannot_listen,    ///< The system refuses the address for another reason.
    not_found,        ///< No such static file.
    bad_certificate,  ///< TLS cannot be spoken with these files, or not on this machine.
};

[[nodiscard]] std::error_code make_error_code(Errc errc) noexcept;

}  // namespace chatter::net

template <>
struct std::is_error_code_enum<chatter::net::Errc> : std::true_type {};
