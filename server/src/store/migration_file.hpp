#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace chatter::store {

/// One of the migrations that this program carries.
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
};

/// One of the migrations that this program carries, and when the database had it.
struct Migration {
    int number = 0;
    std::string name;
    std::optional<Time> applied_at;

    [[nodiscard]] bool is_pending() const { return !applied_at.has_value(); }
};

/// The SHA-256 of the text, in hexadecimal.
[[nodiscard]] std::string checksum(const MigrationFile& file);

/// Every file in order, with what the database has had of them.
/// Errors: Errc::newer_schema, Errc::edited_migration (another text or name, or no file of that number).
[[nodiscard]] Result<std::vector<Migration>> migration_status(std::span<const MigrationFile> files,
                                                              std::span<const AppliedMigration> applied);

/// The first file that the database has not had; null when it has had all. Errors: as above.
[[nodiscard]] Result<const MigrationFile*> next_pending(std::span<const MigrationFile> files,
                                                        std::span<const AppliedMigration> applied);

}  // namespace chatter::store
