#include "store/move/export.hpp"

#include <iostream>
#include <memory>

#include "app/cli/cli.hpp"
#include "app/cli/configured.hpp"
#include "app/cli/progress_report.hpp"
#include "app/data_folder.hpp"
#include "app/open_installation.hpp"
#include "app/stop_flag.hpp"
#include "base/time.hpp"

namespace chatter::app {

namespace {

namespace move = store::move;

int run_export(const Config& config, const std::string& folder) {
    const auto& stop = stop_flag();
    const auto source = open_installation(installation_url(config), move::Role::snapshot);
    if (!source) return fail_with(source.error());
    ProgressReport report;
    const auto told = [&report](std::string_view table, std::int64_t rows) {
        report("exported", table, rows);
    };
    const auto rows = move::export_installation(
        *source->installation, folder,
        {.chatter_version = CHATTER_VERSION, .exported_at = SystemClock().now()}, told, stop);
    report.finish();
    if (!rows) return fail_with(rows.error());
    std::cout << "Exported " << *rows << " rows to " << folder
              << ". There are messages and password hashes in it: keep it private.\n";
    return 0;
}

int run_import(const Config& config, const std::string& folder) {
    const auto& stop = stop_flag();
    const auto manifest = move::read_manifest(folder);
    if (!manifest) return fail_with(manifest.error());
    if (auto prepared = prepare_data_folder(config); !prepared) return fail_with(prepared.error());
    const auto target = open_installation(installation_url(config), move::Role::target);
    if (!target) return fail_with(target.error());
    ProgressReport report;
    const auto told = [&report](std::string_view table, std::int64_t rows) {
        report("imported", table, rows);
    };
    const auto warned = [](const std::string& warning) { std::cerr << "chatter: " << warning << '\n'; };
    const auto rows = move::import_installation(folder, *manifest, *target->installation, told, warned, stop);
    report.finish();
    if (!rows) return fail_with(rows.error());
    std::cout << "Imported " << *rows << " rows from " << folder << " to the " << target->installation->name()
              << ". Everybody signs in anew.\n";
    return 0;
}

}  // namespace

void add_export(CLI::App& cli, int& exit_code) {
    const auto folder = std::make_shared<std::string>();
    auto* const writing = cli.add_subcommand(
        "export", "Write all data to a folder of JSON lines and images, also of a running server");
    writing->add_option("DIR", *folder, "Where to; new or empty")->required();
    writing->callback([folder, &exit_code] {
        exit_code = with_config([&](const Config& config) { return run_export(config, *folder); });
    });
    auto* const reading = cli.add_subcommand("import", "Bring an exported folder into an empty installation");
    reading->add_option("DIR", *folder, "The export; it is only read")->required();
    reading->callback([folder, &exit_code] {
        exit_code = with_config([&](const Config& config) { return run_import(config, *folder); });
    });
}

}  // namespace chatter::app
