// Copies of a SQLite database as it was before its schema changed, beside it: the way back from an upgrade.
//
//   chatter.db                                       the database
//   chatter.db.before-migration-20260131T235959Z     as it was before that moment's migrations; the newest
//   three stay
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "app/backup.hpp"
#include "base/result.hpp"

namespace chatter::app {

struct Migrated {
    std::optional<std::string>
        snapshot;                    ///< Made before; nothing when nothing was pending, or nothing there yet.
    std::vector<std::string> names;  ///< Of what was applied.
};

/// Applies what is pending to the database `path`, once a copy of it is made and on disk. Two at once are
/// safe: one waits for the other. Errors: those of store/sqlite/migrations.hpp, and base Errc::unavailable
/// when the copy cannot be made, before anything is changed; a line for the operator in detail.
[[nodiscard]] Result<Migrated> migrate_with_snapshot(const std::string& path);

/// The snapshots of the database `path`, the oldest first.
[[nodiscard]] std::vector<std::string> snapshots_of(const std::string& path);

struct RolledBack {
    std::string snapshot;                   ///< What is in the place now, as a copy.
    std::optional<std::string> kept_aside;  ///< The database that was there.
};

/// Puts the newest snapshot in the place of the database `path`, with the schema that it has. Errors: those
/// of `restore`; base Errc::unavailable when there is none.
[[nodiscard]] Result<RolledBack> roll_back(const std::string& path, const std::atomic<bool>& stop);

}  // namespace chatter::app
