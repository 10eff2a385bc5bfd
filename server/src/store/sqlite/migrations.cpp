#include "store/sqlite/migrations.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "store/sqlite/connection.hpp"
#include "store/sqlite/errc.hpp"
#include "store/sqlite/migration_files.hpp"

namespace chatter::store::sqlite {

namespace {

using namespace std::chrono_literals;

/// Longer than any migration of another process should take.
constexpr auto busy_timeout = 30s;

std::string checksum(const MigrationFile& file) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    const std::string_view text(file.text);
    crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
    std::string hex(2 * digest.size() + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
    hex.pop_back();
    return hex;
}

struct AppliedMigration {
    int number;
    std::string name;
    std::string checksum;
    Time applied_at;
};

std::vector<AppliedMigration> list_applied(Connection& db) {
    std::vector<AppliedMigration> applied;
    if (!Query(db, sql::has_migrations_table).next()) return applied;
    Query query(db, sql::list_migrations);
    while (query.next()) {
        AppliedMigration migration;
        migration.number = query.take<std::int32_t>();
        migration.name = query.take<std::string>();
        migration.checksum = query.take<std::string>();
        migration.applied_at = query.take<Time>();
        applied.push_back(std::move(migration));
    }
    return applied;
}

/// Errors: Errc::newer_schema, Errc::edited_migration.
Result<void> check_known(const AppliedMigration& applied) {
    const auto file = std::ranges::find(migration_files, applied.number, &MigrationFile::number);
    if (file == std::end(migration_files)) {
        const auto newest = std::ranges::max(migration_files, {}, &MigrationFile::number).number;
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

/// Applies the first pending migration and returns its name; nothing when none is pending.
Result<std::optional<std::string>> apply_next(Connection& db) {
    const auto status = migration_status(db);
    if (!status) return std::unexpected(status.error());
    const auto pending = std::ranges::find_if(*status, &Migration::is_pending);
    if (pending == status->end()) return std::nullopt;
    const auto file = std::ranges::find(migration_files, pending->number, &MigrationFile::number);
    run(db, sql::create_migrations_table);
    db.execute(file->text);
    run(db, sql::insert_migration, static_cast<std::int64_t>(file->number), file->name, checksum(*file));
    return std::string(file->name);
}

/// One migration in one transaction, in which no other process can migrate.
Result<std::optional<std::string>> apply_next_alone(Connection& db) {
    db.execute("BEGIN EXCLUSIVE;");
    auto name = apply_next(db);
    if (name) db.execute("COMMIT;");
    auto failure = db.take_failure();
    if (db.in_transaction()) db.execute("ROLLBACK;");
    if (failure) return std::unexpected(std::move(*failure));
    return name;
}

}  // namespace

Result<std::vector<Migration>> migration_status(Connection& db) {
    const auto applied = list_applied(db);
    if (auto failure = db.take_failure()) return std::unexpected(std::move(*failure));
    std::vector<Migration> status;
    for (const auto& file : migration_files)
        status.push_back({.number = file.number, .name = std::string(file.name), .applied_at = {}});
    for (const auto& migration : applied) {
        if (auto known = check_known(migration); !known) return std::unexpected(std::move(known.error()));
        std::ranges::find(status, migration.number, &Migration::number)->applied_at = migration.applied_at;
    }
    return status;
}

Result<std::vector<Migration>> migration_status(const std::string& path) {
    std::vector<Migration> pending;
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) {
        for (const auto& file : migration_files)
            pending.push_back({.number = file.number, .name = std::string(file.name), .applied_at = {}});
        return pending;
    }
    const auto db = Connection::open(path, OpenMode::read_only, busy_timeout);
    if (!db) return std::unexpected(db.error());
    return migration_status(**db);
}

Result<std::vector<std::string>> migrate(const std::string& path) {
    const auto db = Connection::open(path, OpenMode::create, busy_timeout);
    if (!db) return std::unexpected(db.error());
    (*db)->execute("PRAGMA foreign_keys = OFF;");  // a migration may have to make a table anew
    std::vector<std::string> applied;
    while (true) {
        auto name = apply_next_alone(**db);
        if (!name) return std::unexpected(std::move(name.error()));
        if (!*name) return applied;
        applied.push_back(std::move(**name));
    }
}

}  // namespace chatter::store::sqlite
