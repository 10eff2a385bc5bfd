#include "app/schema.hpp"

#include <algorithm>

#include "store/errc.hpp"
#include "store/postgres/migrations.hpp"
#include "store/sqlite/migrations.hpp"

namespace chatter::app {

Result<std::vector<store::Migration>> schema_status(const Config& config) {
    if (const auto path = config.sqlite_path()) return store::sqlite::migration_status(*path);
    return store::postgres::migration_status(
        {.url = config.direct_url.empty() ? config.database_url : config.direct_url});
}

Result<Migrated> migrate_schema(const Config& config) {
    if (const auto path = config.sqlite_path()) return migrate_with_snapshot(*path);
    auto applied = store::postgres::migrate(
        {.url = config.direct_url.empty() ? config.database_url : config.direct_url});
    if (!applied) return std::unexpected(std::move(applied.error()));
    return Migrated{.snapshot = {}, .names = std::move(*applied)};
}

Result<void> prepare_schema(const Config& config) {
    if (!config.production) {
        const auto migrated = migrate_schema(config);
        if (!migrated) return std::unexpected(migrated.error());
        if (migrated->snapshot)
            log::info("Copied the database before its migrations", {{"to", *migrated->snapshot}});
        for (const auto& name : migrated->names) log::info("Migrated the database", {{"migration", name}});
        return {};
    }
    const auto migrations = schema_status(config);
    if (!migrations) return std::unexpected(migrations.error());
    if (std::ranges::none_of(*migrations, &store::Migration::is_pending)) return {};
    return fail(store::Errc::pending_migrations,
                "The database has pending migrations. Run this first: chatter migrate deploy");
}

}  // namespace chatter::app
