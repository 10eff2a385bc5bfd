#include <algorithm>
#include <iostream>

#include "app/cli/cli.hpp"
#include "app/cli/configured.hpp"
#include "app/data_folder.hpp"
#include "app/schema.hpp"
#include "app/snapshots.hpp"
#include "app/stop_flag.hpp"
#include "base/errc.hpp"
#include "base/time.hpp"

namespace chatter::app {

namespace {

int deploy(const Config& config) {
    if (auto prepared = prepare_data_folder(config); !prepared) return fail_with(prepared.error());
    const auto migrated = migrate_schema(config);
    if (!migrated) return fail_with(migrated.error());
    if (migrated->snapshot) std::cout << "As it was before: " << *migrated->snapshot << '\n';
    for (const auto& name : migrated->names) std::cout << "applied " << name << '\n';
    if (migrated->names.empty()) std::cout << "Nothing to do: every migration is applied.\n";
    return 0;
}

int push(const Config& config) {
    if (auto prepared = prepare_data_folder(config); !prepared) return fail_with(prepared.error());
    const auto migrated = migrate_schema(config);
    if (!migrated) return fail_with(migrated.error());
    const auto path = config.sqlite_path();
    std::cout << "The database has the present schema: "
              << (path ? *path : without_password(config.database_url)) << '\n';
    return 0;
}

int status(const Config& config) {
    if (auto prepared = prepare_data_folder(config); !prepared) return fail_with(prepared.error());
    const auto migrations = schema_status(config);
    if (!migrations) return fail_with(migrations.error());
    for (const auto& migration : *migrations)
        std::cout << (migration.applied_at ? "applied " + to_iso8601(*migration.applied_at)
                                           : "pending                         ")
                  << "  " << migration.name << (migration.is_newer ? ", of a newer version" : "") << '\n';
    return std::ranges::none_of(*migrations, &store::Migration::is_pending) ? 0 : 1;
}

int roll_back_schema(const Config& config) {
    const auto path = config.sqlite_path();
    if (!path)
        return fail_with(
            Error(Errc::unavailable,
                  "DATABASE_URL is PostgreSQL: its migrations let the version before go on, and what "
                  "is lost comes back by pg_restore (docs/operations.md)."));
    const auto back = roll_back(*path, stop_flag());
    if (!back) return fail_with(back.error());
    std::cout << *path << " is again as it was in " << back->snapshot << ".\n";
    if (back->kept_aside)
        std::cout << "What was there, with all that came since: " << *back->kept_aside << '\n';
    std::cout << "Now start the version of before: this one would migrate it again.\n";
    return 0;
}

}  // namespace

void add_database(CLI::App& cli, int& exit_code) {
    auto* const migrate = cli.add_subcommand("migrate", "The database's migrations");
    migrate->require_subcommand(1);
    migrate->add_subcommand("deploy", "Apply pending migrations")->callback([&exit_code] {
        exit_code = with_config(deploy);
    });
    migrate->add_subcommand("status", "List migrations; exit 1 when one is pending")->callback([&exit_code] {
        exit_code = with_config(status);
    });
    migrate
        ->add_subcommand(
            "rollback",
            "Put the SQLite database back as it was before the last migrations, for the version of before")
        ->callback([&exit_code] { exit_code = with_config(roll_back_schema); });
    auto* const database = cli.add_subcommand("db", "The database");
    database->require_subcommand(1);
    database->add_subcommand("push", "Bring an empty or older database to the present schema")
        ->callback([&exit_code] { exit_code = with_config(push); });
    add_move(*database, exit_code);
}

}  // namespace chatter::app
