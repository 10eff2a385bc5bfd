#include "app/backup.hpp"

#include <filesystem>
#include <iostream>
#include <memory>

#include "app/cli/cli.hpp"
#include "app/cli/configured.hpp"
#include "app/data_folder.hpp"
#include "app/stop_flag.hpp"
#include "base/errc.hpp"

namespace chatter::app {

namespace {

int run_backup(const Config& config, const std::string& file) {
    const auto path = config.sqlite_path();
    if (!path)
        return fail_with(Error(Errc::unavailable,
                               "DATABASE_URL is PostgreSQL: back it up with pg_dump, or with "
                               "base backups and its log (docs/deployment.md)."));
    if (auto done = back_up(*path, file, stop_flag()); !done) return fail_with(done.error());
    if (auto noted = note_backup(*path); !noted) std::cerr << "chatter: " << noted.error().detail << '\n';
    std::error_code ignored;
    std::cout << "Backed up " << *path << " to " << file << ": " << std::filesystem::file_size(file, ignored)
              << " bytes, checked.\n";
    return 0;
}

int run_restore(const Config& config, const std::string& file, bool force) {
    const auto path = config.sqlite_path();
    if (!path)
        return fail_with(Error(Errc::unavailable,
                               "DATABASE_URL is PostgreSQL: restore it with pg_restore "
                               "(docs/deployment.md)."));
    if (auto prepared = prepare_data_folder(config); !prepared) return fail_with(prepared.error());
    const auto existing = force ? Existing::keep_aside : Existing::refuse;
    const auto restored = restore(file, *path, existing, stop_flag());
    if (!restored) return fail_with(restored.error());
    std::cout << "Restored " << *path << " from " << file << ".\n";
    for (const auto& name : restored->migrations) std::cout << "applied " << name << '\n';
    if (restored->kept_aside) std::cout << "What was there before is kept: " << *restored->kept_aside << '\n';
    return 0;
}

}  // namespace

void add_backup(CLI::App& cli, int& exit_code) {
    struct Arguments {
        std::string file;
        bool force = false;
    };
    const auto arguments = std::make_shared<Arguments>();
    auto* const backup =
        cli.add_subcommand("backup", "Copy the SQLite database to a file, also of a running server");
    backup->add_option("FILE", arguments->file, "Where to; must not exist")->required();
    backup->callback([arguments, &exit_code] {
        exit_code = with_config([&](const Config& config) { return run_backup(config, arguments->file); });
    });
    auto* const restore = cli.add_subcommand("restore", "Put a backup in the SQLite database's place");
    restore->add_option("FILE", arguments->file, "The backup; it is only read")->required();
    restore->add_flag("--force", arguments->force, "Replace the database that is there; it is kept aside");
    restore->callback([arguments, &exit_code] {
        exit_code = with_config(
            [&](const Config& config) { return run_restore(config, arguments->file, arguments->force); });
    });
}

}  // namespace chatter::app
