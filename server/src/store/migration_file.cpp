#include "store/migration_file.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "store/errc.hpp"

namespace chatter::store {

namespace {

/// Errors: Errc::newer_schema, Errc::edited_migration.
Result<void> check_known(std::span<const MigrationFile> files, const AppliedMigration& applied) {
    const auto file = std::ranges::find(files, applied.number, &MigrationFile::number);
    if (file == files.end()) {
        const auto newest = std::ranges::max(files, {}, &MigrationFile::number).number;
        if (applied.number > newest && applied.needs.value_or(applied.number) <= newest) return {};
        if (applied.number > newest)
            return fail(Errc::newer_schema, "The database has had the migration " + applied.name +
                                                ", which this version of Chatter does not know. Run the "
                                                "version that made it, or a later one.");
        return fail(Errc::edited_migration,
                    "The database has had the migration " + applied.name + ", which is missing here.");
    }
    if (file->name != applied.name || checksum(*file) != applied.checksum)
        return fail(Errc::edited_migration,
                    "The migration " + applied.name + " is not the one that the database has had.");
    return {};
}

}  // namespace

std::string checksum(const MigrationFile& file) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    const std::string_view text(file.text);
    crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
    std::string hex(2 * digest.size() + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
    hex.pop_back();
    return hex;
}

int needs(const MigrationFile& file) {
    constexpr std::string_view mark = "-- Needs: ";
    const std::string_view text(file.text);
    const auto at = text.find(mark);
    int number = 0;
    if (at != std::string_view::npos)
        std::from_chars(text.data() + at + mark.size(), text.data() + text.size(), number);
    return number;
}

Result<std::vector<Migration>> migration_status(std::span<const MigrationFile> files,
                                                std::span<const AppliedMigration> applied) {
    std::vector<Migration> status;
    for (const auto& file : files)
        status.push_back({.number = file.number, .name = std::string(file.name), .applied_at = {}});
    for (const auto& migration : applied) {
        if (auto known = check_known(files, migration); !known)
            return std::unexpected(std::move(known.error()));
        const auto carried = std::ranges::find(status, migration.number, &Migration::number);
        if (carried != status.end())
            carried->applied_at = migration.applied_at;
        else
            status.push_back({.number = migration.number,
                              .name = migration.name,
                              .applied_at = migration.applied_at,
                              .is_newer = true});
    }
    return status;
}

Result<const MigrationFile*> next_pending(std::span<const MigrationFile> files,
                                          std::span<const AppliedMigration> applied) {
    const auto status = migration_status(files, applied);
    if (!status) return std::unexpected(status.error());
    const auto pending = std::ranges::find_if(*status, &Migration::is_pending);
    if (pending == status->end()) return nullptr;
    return &*std::ranges::find(files, pending->number, &MigrationFile::number);
}

}  // namespace chatter::store
