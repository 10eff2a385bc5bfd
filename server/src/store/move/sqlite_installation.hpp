#pragma once

#include <memory>

#include "store/move/installation.hpp"

namespace chatter::store::move {

/// The installation in the SQLite file `path`. As a target it must have the present schema already.
/// Errors: Errc::cannot_open, Errc::pending_migrations, Errc::newer_schema, Errc::edited_migration, base
/// Errc::unavailable.
[[nodiscard]] Result<std::unique_ptr<Installation>> open_sqlite(const std::string& path, Role role);

}  // namespace chatter::store::move
