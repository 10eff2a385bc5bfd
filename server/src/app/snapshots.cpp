#include "app/snapshots.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "app/new_database_file.hpp"
#include "base/errc.hpp"
#include "store/sqlite/backup.hpp"
#include "store/sqlite/migrations.hpp"

namespace chatter::app {

namespace {

constexpr std::string_view snapshot_infix = ".before-migration-";
constexpr std::string_view partial_suffix = ".partial";  // of NewDatabaseFile
constexpr std::size_t snapshots_max = 3;
const std::atomic<bool> never = false;  // a migration is not stopped half-way either

std::filesystem::path folder_of(const std::string& path) {
    const auto folder = std::filesystem::path(path).parent_path();
    return folder.empty() ? "." : folder;
}

/// Held by whoever migrates a database of this folder, so that no other snapshot is made half-way. Without
/// it, where the system has no such locks, all goes on.
class MigrationLock {
  public:
    explicit MigrationLock(const std::string& path)
        : folder_(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
        if (folder_ >= 0) ::flock(folder_, LOCK_EX);
    }
    ~MigrationLock() {
        if (folder_ >= 0) ::close(folder_);
    }
    MigrationLock(const MigrationLock&) = delete;
    MigrationLock& operator=(const MigrationLock&) = delete;

  private:
    const int folder_;
};

/// The file itself, where `path` is a link to it.
std::string real_path(const std::string& path) {
    std::error_code failed;
    const auto real = std::filesystem::weakly_canonical(path, failed);
    return failed ? path : real.string();
}

Result<std::string> make_snapshot(const std::string& path) {
    auto file = path + std::string(snapshot_infix) + file_stamp();
    const auto explained = [&path](const Error& error) {
        return fail(error.code,
                    "Nothing was migrated, because " + path + " could not be copied before: " + error.detail);
    };
    auto made = NewDatabaseFile::make(file);
    if (!made) return explained(made.error());
    const auto copied =
        store::sqlite::copy_database(path, store::sqlite::CopyFrom::live_database, made->path(), never);
    if (!copied) return explained(copied.error());
    if (const auto given = made->give_to_folders_owner(); !given) return explained(given.error());
    if (const auto placed = made->put_in_place(); !placed) return explained(placed.error());
    return file;
}

/// Of the files beside the database that are called as a snapshot: those that end in `suffix`, the oldest
/// first.
std::vector<std::string> files_beside(const std::string& place, std::string_view suffix) {
    const auto prefix = std::filesystem::path(place).filename().string() + std::string(snapshot_infix);
    const auto length = prefix.size() + file_stamp().size() + suffix.size();
    std::vector<std::string> found;
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator(folder_of(place), failed)) {
        const auto name = entry.path().filename().string();
        if (name.starts_with(prefix) && name.ends_with(suffix) && name.size() == length)
            found.push_back(entry.path().string());
    }
    std::ranges::sort(found);
    return found;
}

/// Keeps the newest ones, and nothing of what a killed process was making.
void clear_away(const std::string& place) {
    std::error_code ignored;
    const auto all = files_beside(place, "");
    for (std::size_t i = 0; i + snapshots_max < all.size(); ++i) std::filesystem::remove(all[i], ignored);
    for (const auto& partial : files_beside(place, partial_suffix)) std::filesystem::remove(partial, ignored);
}

}  // namespace

Result<Migrated> migrate_with_snapshot(const std::string& path) {
    const auto place = real_path(path);
    const MigrationLock lock(place);
    const auto status = store::sqlite::migration_status(place);
    if (!status) return std::unexpected(status.error());
    const bool is_pending = std::ranges::any_of(*status, &store::Migration::is_pending);
    const bool has_schema =
        std::ranges::any_of(*status, [](const auto& one) { return one.applied_at.has_value(); });
    Migrated migrated;
    if (is_pending && has_schema) {
        auto snapshot = make_snapshot(place);
        if (!snapshot) return std::unexpected(std::move(snapshot.error()));
        migrated.snapshot = std::move(*snapshot);
    }
    auto applied = store::sqlite::migrate(path);
    if (!applied) return std::unexpected(std::move(applied.error()));
    migrated.names = std::move(*applied);
    if (migrated.snapshot) clear_away(place);
    return migrated;
}

std::vector<std::string> snapshots_of(const std::string& path) { return files_beside(real_path(path), ""); }

Result<RolledBack> roll_back(const std::string& path, const std::atomic<bool>& stop) {
    const auto all = snapshots_of(path);
    if (all.empty())
        return fail(Errc::unavailable,
                    "There is no snapshot beside " + path + ": none of its migrations changed anything yet");
    auto restored = restore(all.back(), path, Existing::keep_aside, stop, Schema::as_it_is);
    if (!restored) return std::unexpected(std::move(restored.error()));
    return RolledBack{.snapshot = all.back(), .kept_aside = std::move(restored->kept_aside)};
}

}  // namespace chatter::app
