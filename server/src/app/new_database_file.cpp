#include "app/new_database_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <utility>

#include "app/data_folder.hpp"
#include "base/errc.hpp"

namespace chatter::app {

namespace {

/// More than any two processes would need that clear away after each other.
constexpr int tries_max = 100;

std::unexpected<Error> refuse(const std::string& path, const std::string& cause) {
    return fail(Errc::unavailable, "The file " + path + " cannot be made: " + cause + ".");
}

/// Whether the open file is the one that has this name now.
bool is_named(int descriptor, const std::string& path) {
    struct stat open{}, named{};
    return ::fstat(descriptor, &open) == 0 && ::lstat(path.c_str(), &named) == 0 &&
           open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

bool lock(int descriptor) { return ::flock(descriptor, LOCK_EX | LOCK_NB) == 0; }

void remove_with_logs(const std::string& path) {
    for (const auto* const suffix : {"-journal", "-wal", "-shm", ""}) ::unlink((path + suffix).c_str());
}

/// Removes what a killed process has left. Errors: a living one is at it.
Result<void> clear_away(const std::string& path, const std::string& place) {
    const int left = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (left < 0) {
        if (errno == ENOENT) return {};
        return refuse(place, path + " is in the way: " + std::strerror(errno));
    }
    const bool is_ours = lock(left);
    if (is_ours && is_named(left, path)) remove_with_logs(path);
    ::close(left);
    if (!is_ours) return refuse(place, "another process is making it");
    return {};
}

/// The descriptor of a new, locked file; nothing when another process came in between. Errors: why never.
Result<std::optional<int>> try_to_make(const std::string& path, const std::string& place) {
    const int made = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (made < 0 && errno != EEXIST) return refuse(place, std::strerror(errno));
    if (made < 0) {
        if (auto cleared = clear_away(path, place); !cleared) return std::unexpected(cleared.error());
        return std::nullopt;
    }
    if (lock(made) && is_named(made, path)) return made;
    ::close(made);
    return std::nullopt;
}

int rename_with(const std::string& from, const std::string& to, unsigned flags) {
    return ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), flags);
}

/// Never over an existing file, but for a race on the few file systems that cannot promise that.
bool rename_to_free_name(const std::string& from, const std::string& to) {
    if (rename_with(from, to, RENAME_NOREPLACE) == 0) return true;
    if (errno != EINVAL) return false;
    if (::access(to.c_str(), F_OK) == 0) {
        errno = EEXIST;
        return false;
    }
    return ::rename(from.c_str(), to.c_str()) == 0;
}

/// Afterwards each has the other's name.
bool exchange_names(const std::string& one, const std::string& other) {
    if (rename_with(one, other, RENAME_EXCHANGE) == 0) return true;
    if (errno != EINVAL) return false;
    const auto between = one + ".exchange";
    return rename_to_free_name(one, between) && ::rename(other.c_str(), one.c_str()) == 0 &&
           ::rename(between.c_str(), other.c_str()) == 0;
}

Result<void> sync_folder(const std::string& path) {
    const int folder = ::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = folder >= 0 && ::fsync(folder) == 0;
    const int cause = errno;
    if (folder >= 0) ::close(folder);
    // Some file systems have no such thing for folders.
    if (synced || cause == EINVAL) return {};
    return fail(Errc::unavailable,
                "The folder of " + path + " cannot be made durable: " + std::strerror(cause));
}

}  // namespace

Result<NewDatabaseFile> NewDatabaseFile::make(const std::string& place) {
    const auto path = place + ".partial";
    for (int i = 0; i < tries_max; ++i) {
        const auto made = try_to_make(path, place);
        if (!made) return std::unexpected(made.error());
        if (*made) return NewDatabaseFile(**made, place);
    }
    return refuse(place, "other processes keep making it");
}

NewDatabaseFile::NewDatabaseFile(int descriptor, std::string place) noexcept
    : descriptor_(descriptor), place_(std::move(place)), path_(place_ + ".partial") {}

NewDatabaseFile::NewDatabaseFile(NewDatabaseFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      place_(std::move(other.place_)),
      path_(std::move(other.path_)) {}

NewDatabaseFile& NewDatabaseFile::operator=(NewDatabaseFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(place_, other.place_);
    std::swap(path_, other.path_);
    return *this;
}

NewDatabaseFile::~NewDatabaseFile() {
    if (is_named(descriptor_, path_)) remove_with_logs(path_);
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> NewDatabaseFile::give_to_folders_owner() {
    if (app::give_to_folders_owner(descriptor_, place_)) return {};
    return refuse(place_, std::string("it cannot be given to the folder's owner: ") + std::strerror(errno));
}

Result<void> NewDatabaseFile::sync() const {
    if (::fsync(descriptor_) == 0) return {};
    return refuse(place_, std::strerror(errno));
}

Result<void> NewDatabaseFile::put_in_place() {
    if (auto synced = sync(); !synced) return synced;
    if (!rename_to_free_name(path_, place_)) return refuse(place_, std::strerror(errno));
    path_.clear();
    return sync_folder(place_);
}

Result<void> NewDatabaseFile::exchange(const std::string& aside) {
    if (auto synced = sync(); !synced) return synced;
    if (!rename_to_free_name(path_, aside)) return refuse(aside, std::strerror(errno));
    path_ = aside;
    if (!exchange_names(aside, place_)) return refuse(place_, std::strerror(errno));
    path_.clear();  // this name is the old file's now
    return sync_folder(place_);
}

}  // namespace chatter::app
