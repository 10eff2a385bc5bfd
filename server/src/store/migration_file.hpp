#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace chatter::store {

/// One of the migrations that this program carries. One that only adds works with every program before it.
/// One that takes away what older programs use says so in a line of its text, `-- Needs: 0007`: the newest
/// migration that a program must know to work with what it leaves.
struct MigrationFile {
    int number;
    std::string_view name;
    const char* text;
};

/// What a database has written down of a migration it has had.
struct AppliedMigration {
    int number = 0;
    std::string name;
    std::string checksum;
    Time applied_at;
    /// The newest migration that a program must know to work with what this one has left; the migration
    /// itself when it is not set.
    std::optional<int> needs;
};

/// One of the migrations that this program carries, and when the database had it; or one that the database
/// has had from a newer program.
struct Migration {
    int number = 0;
    std::string name;
    std::optional<Time> applied_at;
    bool is_newer = false;

    [[nodiscard]] bool is_pending() const { return !applied_at.has_value(); }
};

/// The SHA-256 of the text, in hexadecimal.
[[nodiscard]] std::string checksum(const MigrationFile& file);

/// What the text says that it needs; 0 when every program before may go on.
[[nodiscard]] int needs(const MigrationFile& file);

/// Every file in order, with what the database has had of them; then what it has had of newer programs, with
/// which this one works nevertheless.
/// Errors: Errc::newer_schema (it does not), Errc::edited_migration (another text or name, or no file of that
/// number).
[[nodiscard]] Result<std::vector<Migration>> migration_status(std::span<const MigrationFile> files,
                                                              std::span<const AppliedMigration> applied);

/// The first file that the database has not had; null when it has had all. Errors: as above.
[[nodiscard]] Result<const MigrationFile*> next_pending(std::span<const MigrationFile> files,
                                                        std::span<const AppliedMigration> applied);

}  // namespace chatter::store
