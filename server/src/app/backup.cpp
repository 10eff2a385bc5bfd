#include "app/backup.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>

#include "app/data_folder.hpp"
#include "app/database_lock.hpp"
#include "app/new_database_file.hpp"
#include "base/errc.hpp"
#include "base/time.hpp"
#include "store/errc.hpp"
#include "store/sqlite/backup.hpp"
#include "store/sqlite/migrations.hpp"

namespace chatter::app {

namespace {

using store::sqlite::CopyFrom;

constexpr auto note_suffix = ".last-backup";

bool is_there(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::symlink_status(path, ignored).type() != std::filesystem::file_type::not_found;
}

/// A log without its database counts as well: the next database in that place would be given it.
bool has_database(const std::string& path) {
    return is_there(path) || is_there(path + "-wal") || is_there(path + "-journal");
}

/// The file itself, where `path` is a link to it.
std::string resolved(const std::string& path) {
    std::error_code failed;
    const auto real = std::filesystem::weakly_canonical(path, failed);
    return failed ? path : real.string();
}

/// Moves the logs of a database that SQLite cannot read along with it, so that nothing of it is lost and
/// nothing of it gets into the next one.
Result<void> move_logs(const std::string& path, const std::string& aside) {
    for (const auto* const suffix : {"-wal", "-journal"}) {
        if (::rename((path + suffix).c_str(), (aside + suffix).c_str()) != 0 && errno != ENOENT)
            return fail(Errc::unavailable, "Cannot move " + path + suffix + ": " + std::strerror(errno));
    }
    ::unlink((path + "-shm").c_str());
    return {};
}

/// Puts `made` in the place of the database `path`. Returns where that is now.
Result<std::string> replace(const std::string& path, NewDatabaseFile& made) {
    auto aside = path + ".before-restore-" + file_stamp();
    if (!is_there(path)) {
        if (auto moved = move_logs(path, aside); !moved) return std::unexpected(moved.error());
        if (auto placed = made.put_in_place(); !placed) return std::unexpected(placed.error());
        return aside + "-wal";
    }
    const auto folded = store::sqlite::fold_in_log(path);
    const bool is_readable = folded || (folded.error().code != store::Errc::damaged &&
                                        folded.error().code != store::Errc::no_chatter_database);
    if (!folded && is_readable) return std::unexpected(folded.error());
    if (!is_readable)
        if (auto moved = move_logs(path, aside); !moved) return std::unexpected(moved.error());
    if (auto exchanged = made.exchange(aside); !exchanged) return std::unexpected(exchanged.error());
    return aside;
}

}  // namespace

std::string file_stamp() {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    char text[32];
    std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &utc);
    return text;
}

Result<void> back_up(const std::string& path, const std::string& file, const std::atomic<bool>& stop) {
    // Before the work as well as after it, where it is certain.
    if (is_there(file)) return fail(Errc::unavailable, "There is a file already: " + file + ".");
    auto made = NewDatabaseFile::make(file);
    if (!made) return std::unexpected(made.error());
    auto copied = store::sqlite::copy_database(path, CopyFrom::live_database, made->path(), stop);
    if (!copied) return copied;
    return made->put_in_place();
}

Result<void> note_backup(const std::string& path) {
    const auto file = path + note_suffix;
    const auto text = to_iso8601(SystemClock().now()) + "\n";
    const int note = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    const bool written = note >= 0 &&
                         ::write(note, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                         give_to_folders_owner(note, file);
    const std::string cause = std::strerror(errno);
    if (note >= 0) ::close(note);
    if (written) return {};
    return fail(Errc::unavailable, "The backup is made, but not noted in " + file + ": " + cause);
}

std::optional<Time> last_backup(const std::string& path) {
    std::ifstream file(path + note_suffix);
    std::string line;
    std::getline(file, line);
    return parse_iso8601(line);
}

Result<Restored> restore(const std::string& file, const std::string& path, Existing existing,
                         const std::atomic<bool>& stop, Schema schema) {
    const auto lock = DatabaseLock::take(path);
    if (!lock) return std::unexpected(lock.error());
    const auto place = resolved(path);
    const bool replaces = has_database(place);
    if (replaces && existing == Existing::refuse)
        return fail(Errc::unavailable, "There is a database already: " + path +
                                           ". With --force it is kept aside, and this one takes its place.");
    auto made = NewDatabaseFile::make(place);
    if (!made) return std::unexpected(made.error());
    if (auto copied = store::sqlite::copy_database(file, CopyFrom::lone_file, made->path(), stop); !copied)
        return std::unexpected(copied.error());
    Restored restored;
    if (schema == Schema::present) {
        auto migrations = store::sqlite::migrate(made->path());
        if (!migrations) return std::unexpected(migrations.error());
        restored.migrations = std::move(*migrations);
    }
    if (auto given = made->give_to_folders_owner(); !given) return std::unexpected(given.error());
    if (!replaces) {
        if (auto placed = made->put_in_place(); !placed) return std::unexpected(placed.error());
        return restored;
    }
    auto aside = replace(place, *made);
    if (!aside) return std::unexpected(aside.error());
    restored.kept_aside = std::move(*aside);
    return restored;
}

}  // namespace chatter::app
