#include "app/database_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "app/data_folder.hpp"
#include "base/errc.hpp"

namespace chatter::app {

namespace {

/// The process number that the holder wrote, for people; empty when it cannot be read.
std::string holder_of(int descriptor) {
    std::array<char, 32> text{};
    const auto length = ::pread(descriptor, text.data(), text.size(), 0);
    return length > 0 ? " (process " + std::string(text.data(), static_cast<std::size_t>(length)) + ")" : "";
}

}  // namespace

Result<DatabaseLock> DatabaseLock::take(const std::string& database_path) {
    const auto path = database_path + ".lock";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return fail(Errc::unavailable,
                    "The database's lock file cannot be opened: " + path + ": " + std::strerror(errno));
    DatabaseLock lock(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0)
        return fail(Errc::unavailable, "Another Chatter" + holder_of(descriptor) +
                                           " serves this database already: " + database_path);
    if (!give_to_folders_owner(descriptor, path))
        return fail(Errc::unavailable, "The database's lock file cannot be given to the folder's owner: " +
                                           path + ": " + std::strerror(errno));
    const auto number = std::to_string(::getpid());
    // For people only: that the lock is held does not depend on it.
    if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, number.data(), number.size(), 0) < 0)
        return lock;
    return lock;
}

DatabaseLock::DatabaseLock(DatabaseLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

DatabaseLock& DatabaseLock::operator=(DatabaseLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

DatabaseLock::~DatabaseLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace chatter::app
