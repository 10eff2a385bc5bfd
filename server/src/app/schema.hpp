#pragma once

#include <vector>

#include "app/config.hpp"
#include "app/snapshots.hpp"
#include "base/result.hpp"
#include "store/migration_file.hpp"

/// The schema of the database that the configuration names, whichever kind that is.
namespace chatter::app {

/// Every migration in order, and which of them the database has had. Makes no SQLite file. Errors: those of
/// store/errc.hpp, base Errc::unavailable; the detail is one line for the operator.
[[nodiscard]] Result<std::vector<store::Migration>> schema_status(const Config& config);

/// Applies what is pending, over DIRECT_URL if that is set; of a SQLite file a snapshot is made before.
/// Errors: as above, and those of snapshots.hpp.
[[nodiscard]] Result<Migrated> migrate_schema(const Config& config);

/// Before the server opens its store: applies what is pending, and logs it; in production refuses the start
/// instead. Errors: as above, store Errc::pending_migrations.
[[nodiscard]] Result<void> prepare_schema(const Config& config);

}  // namespace chatter::app
