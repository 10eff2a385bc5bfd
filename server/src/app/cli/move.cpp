#include "store/move/move.hpp"

#include <iostream>
#include <memory>

#include "app/cli/cli.hpp"
#include "app/cli/configured.hpp"
#include "app/cli/progress_report.hpp"
#include "app/open_installation.hpp"
#include "app/stop_flag.hpp"

namespace chatter::app {

namespace {

namespace move = store::move;

/// What is wrong with a database URL; empty when nothing is. Never repeats it: it may hold a password.
std::string check_url(const std::string& url) {
    const bool is_postgres = url.starts_with("postgresql://") || url.starts_with("postgres://");
    if (is_postgres || (url.starts_with(sqlite_scheme) && url.size() > sqlite_scheme.size())) return {};
    return "must be sqlite:PATH or postgresql://…";
}

int run_move(const std::string& from, const std::string& to) {
    const auto& stop = stop_flag();
    const auto source = open_installation(from, move::Role::source);
    if (!source) return fail_with(source.error());
    const auto target = open_installation(to, move::Role::target);
    if (!target) return fail_with(target.error());
    ProgressReport report;
    const auto told = [&report](move::Step step, const move::Table& table, std::int64_t rows) {
        report(step == move::Step::copied ? "copied" : "checked", table.name, rows);
    };
    const auto moved = move::move_installation(*source->installation, *target->installation, told, stop);
    report.finish();
    if (!moved) return fail_with(moved.error());
    const auto rows = std::to_string(moved->row_count) + " rows";
    if (moved->outcome == move::Outcome::was_there_before)
        std::cout << "Nothing to do: the target holds the same " << rows << ".\n";
    else
        std::cout << "Moved " << rows << " to " << without_password(to)
                  << ", every one compared. Set DATABASE_URL to it, and keep the source until all is well.\n";
    return 0;
}

}  // namespace

void add_move(CLI::App& database, int& exit_code) {
    struct Arguments {
        std::string from;
        std::string to;
    };
    const auto arguments = std::make_shared<Arguments>();
    auto* const verb = database.add_subcommand(
        "move", "Copy an installation to another, empty database, and compare every row");
    verb->add_option("--from", arguments->from, "sqlite:PATH or postgresql://…; no server may be using it")
        ->required()
        ->check(check_url, "URL");
    verb->add_option("--to", arguments->to, "The same of the new one")->required()->check(check_url, "URL");
    verb->callback([arguments, &exit_code] { exit_code = run_move(arguments->from, arguments->to); });
}

}  // namespace chatter::app
