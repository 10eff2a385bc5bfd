#pragma once

#include <memory>

#include "store/move/installation.hpp"

namespace chatter::store::move {

/// The installation in the PostgreSQL database of `url`. As a source it is refused while another Chatter is
/// connected to it, which a snapshot allows; as a target it must have the present schema already.
/// Errors: Errc::cannot_open, Errc::pending_migrations, Errc::newer_schema, Errc::edited_migration, base
/// Errc::unavailable.
[[nodiscard]] Result<std::unique_ptr<Installation>> open_postgres(const std::string& url, Role role);

}  // namespace chatter::store::move
