#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "store/migration_file.hpp"

namespace chatter::store::sqlite {

class Connection;

/// Every migration in order; all are pending when there is no file, and none is made. For the command line.
/// Errors: Errc::cannot_open, Errc::newer_schema, Errc::edited_migration, base Errc::unavailable.
[[nodiscard]] Result<std::vector<Migration>> migration_status(const std::string& path);

/// Applies what is pending, each in a transaction of its own, and returns the names applied. A missing file
/// is made with mode 0600. Two at once are safe: one waits for the other and finds nothing left to do.
/// Errors: as `migration_status`.
[[nodiscard]] Result<std::vector<std::string>> migrate(const std::string& path);

/// As above, of a file that is open already. Errors: Errc::newer_schema, Errc::edited_migration, base
/// Errc::unavailable.
[[nodiscard]] Result<std::vector<Migration>> migration_status(Connection& db);

}  // namespace chatter::store::sqlite
