#pragma once

#include <string>
#include <vector>

#include "store/migration_file.hpp"
#include "store/postgres/connection.hpp"

namespace chatter::store::postgres {

/// Every migration in order, and which of them the database has had. For the command line.
/// Errors: Errc::cannot_open, Errc::newer_schema, Errc::edited_migration, Errc::not_permitted, base
/// Errc::unavailable.
[[nodiscard]] Result<std::vector<Migration>> migration_status(const ConnectOptions& options);

/// Applies what is pending, each in a transaction of its own, and returns the names applied. Two at once are
/// safe: one waits for the other and finds nothing left to do. Errors: as `migration_status`;
/// Errc::not_permitted.
[[nodiscard]] Result<std::vector<std::string>> migrate(ConnectOptions options);

/// As above, over a connection that is open already.
[[nodiscard]] Result<std::vector<Migration>> migration_status(Connection& db);

}  // namespace chatter::store::postgres
