#include "store/move/move.hpp"

#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

#include "app/cli/cli.hpp"
#include "app/cli/configured.hpp"
#include "app/database_lock.hpp"
#include "app/stop_flag.hpp"
#include "base/errc.hpp"
#include "store/move/postgres_installation.hpp"
#include "store/move/sqlite_installation.hpp"
#include "store/postgres/migrations.hpp"
#include "store/sqlite/migrations.hpp"

namespace chatter::app {

namespace {

using namespace std::chrono_literals;
namespace move = store::move;

constexpr std::string_view sqlite_scheme = "sqlite:";

/// What is wrong with a database URL; empty when nothing is. Never repeats it: it may hold a password.
std::string check_url(const std::string& url) {
    const bool is_postgres = url.starts_with("postgresql://") || url.starts_with("postgres://");
    if (is_postgres || (url.starts_with(sqlite_scheme) && url.size() > sqlite_scheme.size())) return {};
    return "must be sqlite:PATH or postgresql://…";
}

/// Tells how far a move is: each table when it is done, and every second.
class ProgressReport {
  public:
    void operator()(move::Step step, const move::Table& table, std::int64_t rows) {
        if (step != step_ || table.name != table_) finish();
        step_ = step;
        table_ = table.name;
        rows_ = rows;
        const auto now = std::chrono::steady_clock::now();
        if (now - told_at_ < 1s) return;
        told_at_ = now;
        tell();
    }
    void finish() {
        if (!table_.empty()) tell();
        table_ = {};
    }

  private:
    void tell() const {
        std::cerr << (step_ == move::Step::copied ? "copied " : "checked ") << table_ << ": " << rows_
                  << '\n';
    }

    move::Step step_ = move::Step::copied;
    std::string_view table_;
    std::int64_t rows_ = 0;
    std::chrono::steady_clock::time_point told_at_ = std::chrono::steady_clock::now();
};

/// One end, with what keeps a server off it.
struct End {
    std::optional<DatabaseLock> lock;  // of a SQLite file
    std::unique_ptr<move::Installation> installation;
};

/// Brings a target to the present schema first. Errors: a line for the operator in detail.
Result<End> open_end(const std::string& url, move::Role role) {
    End end;
    const bool is_target = role == move::Role::target;
    if (!url.starts_with(sqlite_scheme)) {
        if (is_target)
            if (const auto migrated = store::postgres::migrate({.url = url}); !migrated)
                return std::unexpected(migrated.error());
        auto opened = move::open_postgres(url, role);
        if (!opened) return std::unexpected(opened.error());
        end.installation = std::move(*opened);
        return end;
    }
    const auto path = url.substr(sqlite_scheme.size());
    std::error_code ignored;
    if (!is_target && !std::filesystem::exists(path, ignored))
        return fail(Errc::unavailable, "There is no database " + path + ".");
    auto lock = DatabaseLock::take(path);
    if (!lock) return std::unexpected(lock.error());
    end.lock.emplace(std::move(*lock));
    if (is_target)
        if (const auto migrated = store::sqlite::migrate(path); !migrated)
            return std::unexpected(migrated.error());
    auto opened = move::open_sqlite(path, role);
    if (!opened) return std::unexpected(opened.error());
    end.installation = std::move(*opened);
    return end;
}

int run_move(const std::string& from, const std::string& to) {
    const auto& stop = stop_flag();
    const auto source = open_end(from, move::Role::source);
    if (!source) return fail_with(source.error());
    const auto target = open_end(to, move::Role::target);
    if (!target) return fail_with(target.error());
    ProgressReport report;
    const auto moved =
        move::move_installation(*source->installation, *target->installation, std::ref(report), stop);
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
