#include "store/postgres/migrations.hpp"

#include "store/errc.hpp"
#include "store/postgres/migration_files.hpp"

namespace chatter::store::postgres {

namespace {

using namespace std::chrono_literals;

/// Longer than a statement of a migration may take (limit_migration.sql).
constexpr auto answer_timeout = 630s;

std::vector<AppliedMigration> list_applied(Connection& db) {
    std::vector<AppliedMigration> applied;
    if (Query query(db, sql::has_migrations_table); !query.next() || !query.take<bool>()) return applied;
    Query query(db, sql::list_migrations);
    while (query.next()) {
        AppliedMigration migration;
        migration.number = query.take<std::int32_t>();
        migration.name = query.take<std::string>();
        migration.checksum = query.take<std::string>();
        migration.applied_at = query.take<Time>();
        if (query.is_next_null())
            query.skip(1);
        else
            migration.needs = query.take<std::int32_t>();
        applied.push_back(std::move(migration));
    }
    return applied;
}

/// Errors: Errc::not_permitted for a missing privilege, which is the operator's to give; else as any
/// statement's.
std::optional<Error> take_failure(Connection& db) {
    if (!db.failed() || !db.failure()->lacks_privilege()) return db.take_failure();
    const auto failure = db.forget_failure();
    return Error(Errc::not_permitted,
                 "Cannot migrate the database: its user lacks a privilege: " + failure->message +
                     ". Make it the database's owner, or grant it what is missing.");
}

/// Applies the first pending migration and returns its name; nothing when none is pending.
Result<std::optional<std::string>> apply_next(Connection& db) {
    run(db, sql::limit_migration);
    run(db, sql::lock_migrations);
    const auto applied = list_applied(db);
    if (auto failure = take_failure(db)) return std::unexpected(std::move(*failure));
    const auto file = next_pending(migration_files, applied);
    if (!file) return std::unexpected(file.error());
    if (*file == nullptr) return std::nullopt;
    run(db, sql::create_migrations_table);
    run(db, sql::complete_migrations_table);
    db.execute((*file)->text);
    run(db, sql::insert_migration, static_cast<std::int64_t>((*file)->number), (*file)->name,
        checksum(**file), std::int64_t{needs(**file)});
    return std::string((*file)->name);
}

/// How often a migration is tried that servers at work are in the way of.
constexpr int attempts_max = 8;

/// One migration in one transaction, in which no other process can migrate. Servers that go on meanwhile lock
/// the tables in an order of their own: a migration that a deadlock ended is tried again.
Result<std::optional<std::string>> apply_next_alone(Connection& db, int attempt = 1) {
    run(db, sql::begin);
    auto name = apply_next(db);
    if (name) run(db, sql::commit);
    if (db.failed() && db.failure()->is_conflict() && attempt < attempts_max) {
        (void)db.forget_failure();
        if (db.in_transaction()) run(db, sql::rollback);
        return apply_next_alone(db, attempt + 1);
    }
    auto failure = take_failure(db);
    if (db.in_transaction()) run(db, sql::rollback);
    if (failure) return std::unexpected(std::move(*failure));
    return name;
}

}  // namespace

Result<std::vector<Migration>> migration_status(Connection& db) {
    const auto applied = list_applied(db);
    if (auto failure = take_failure(db)) return std::unexpected(std::move(*failure));
    return store::migration_status(migration_files, applied);
}

Result<std::vector<Migration>> migration_status(const ConnectOptions& options) {
    const auto db = Connection::open(options);
    if (!db) return std::unexpected(db.error());
    return migration_status(**db);
}

Result<std::vector<std::string>> migrate(ConnectOptions options) {
    options.answer_timeout = answer_timeout;
    const auto db = Connection::open(options);
    if (!db) return std::unexpected(db.error());
    std::vector<std::string> applied;
    while (true) {
        auto name = apply_next_alone(**db);
        if (!name) return std::unexpected(std::move(name.error()));
        if (!*name) return applied;
        applied.push_back(std::move(**name));
    }
}

}  // namespace chatter::store::postgres
