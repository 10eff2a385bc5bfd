#include "store/sqlite/migrations.hpp"

#include <filesystem>

#include "store/errc.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/migration_files.hpp"

namespace chatter::store::sqlite {

namespace {

using namespace std::chrono_literals;

/// Longer than any migration of another process should take.
constexpr auto busy_timeout = 30s;

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

/// Applies the first pending migration and returns its name; nothing when none is pending.
Result<std::optional<std::string>> apply_next(Connection& db) {
    const auto applied = list_applied(db);
    if (auto failure = db.take_failure()) return std::unexpected(std::move(*failure));
    const auto file = next_pending(migration_files, applied);
    if (!file) return std::unexpected(file.error());
    if (*file == nullptr) return std::nullopt;
    run(db, sql::create_migrations_table);
    db.execute((*file)->text);
    run(db, sql::insert_migration, static_cast<std::int64_t>((*file)->number), (*file)->name,
        checksum(**file));
    return std::string((*file)->name);
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
    return store::migration_status(migration_files, applied);
}

Result<std::vector<Migration>> migration_status(const std::string& path) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) return store::migration_status(migration_files, {});
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
