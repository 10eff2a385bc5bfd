#pragma once

#include <system_error>

namespace chatter::store {

/// Why a database cannot be used. Error::detail says which one and what to do about it.
enum class Errc {
    cannot_open = 1,      ///< Missing, not reachable, not ours to use, or no database of the right kind.
    newer_schema,         ///< It has had migrations that this program does not know.
    edited_migration,     ///< A migration it has had is not the one that this program carries.
    pending_migrations,   ///< It lacks migrations that this program needs.
    not_permitted,        ///< Its user lacks a privilege that migrating needs.
    no_chatter_database,  ///< It is something else.
    damaged,              ///< It is not whole.
};

[[nodiscard]] std::error_code make_error_code(Errc errc) noexcept;

}  // namespace chatter::store

template <>
struct std::is_error_code_enum<chatter::store::Errc> : std::true_type {};
