// Backing a SQLite installation up into one file, and putting such a file in its place.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace chatter::app {

/// Copies the database `path`, which a server may be using, to `file`, which must not exist. `file` is there
/// when the copy is whole, checked and on disk, or never. Gives up soon after `stop` is set. Errors: a line
/// for the operator in detail.
[[nodiscard]] Result<void> back_up(const std::string& path, const std::string& file,
                                   const std::atomic<bool>& stop);

/// Notes beside the database `path` that it has been backed up now, for `last_backup`. Errors: a line for the
/// operator in detail.
[[nodiscard]] Result<void> note_backup(const std::string& path);
/// When the database `path` was last backed up; nothing when that is not known.
[[nodiscard]] std::optional<Time> last_backup(const std::string& path);

struct Restored {
    std::optional<std::string> kept_aside;  ///< Where the database is now that was there before.
    std::vector<std::string> migrations;    ///< Applied, because the backup was older than the program.
};

/// What to do with a database that is in the place.
enum class Existing { refuse, keep_aside };

/// Which schema a restored database gets.
enum class Schema { present, as_it_is };

/// Such as `20260131T235959Z`: the present moment, as names of files beside a database have it.
[[nodiscard]] std::string file_stamp();

/// Puts a copy of the backup `file` in the place `path`, migrated to the present schema if it shall be. The
/// place holds the old database or the new one, whole, whatever happens in between. Errors: a server uses
/// `path`; there is a database, unless it shall be kept aside; `file` is no whole database of Chatter, or
/// newer than this program. A line for the operator in detail.
[[nodiscard]] Result<Restored> restore(const std::string& file, const std::string& path, Existing existing,
                                       const std::atomic<bool>& stop, Schema schema = Schema::present);

}  // namespace chatter::app
