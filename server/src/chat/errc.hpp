#pragma once

#include <system_error>

namespace chatter::chat {

/// Why a use case says no. Only the edges turn these into a status or an ack (wire/problem.hpp).
enum class Errc {
    validation_failed = 1,  ///< Error::fields says which fields and why.
    not_found,              ///< It does not exist, or the caller may not know that it does.
    forbidden,              ///< The caller may see it, but not do this.
    unauthorized,           ///< No session, or one that has ended.
    invalid_credentials,
    account_deactivated,
    registration_closed,
    username_taken,
    room_name_taken,
    last_owner,
    last_admin,
    direct_room_closed,
    room_archived,
    message_deleted,
    too_many_reactions,
    too_many_pins,
    draft_conflict,
    too_many_drafts,
    too_many_saved,
    blocked,
    too_many_invites,
    too_many_blocks,
    image_too_large,
    unsupported_image,
    rate_limited,  ///< Too much at once of this class (rate_limiter.hpp).
};

[[nodiscard]] std::error_code make_error_code(Errc errc) noexcept;

}  // namespace chatter::chat

template <>
struct std::is_error_code_enum<chatter::chat::Errc> : std::true_type {};
