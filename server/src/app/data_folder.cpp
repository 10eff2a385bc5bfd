#include "app/data_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/errc.hpp"

namespace chatter::app {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t secret_characters = 64;

std::unexpected<Error> refuse(const fs::path& path, const char* what, const std::string& cause) {
    return fail(Errc::unavailable, std::string(what) + ": " + path.string() + ": " + cause);
}

Result<void> make_folder(const fs::path& folder) {
    std::error_code error;
    if (fs::create_directories(folder, error)) fs::permissions(folder, fs::perms::owner_all, error);
    if (error) return refuse(folder, "The data folder cannot be made", error.message());
    if (::access(folder.c_str(), W_OK | X_OK) != 0)
        return refuse(folder, "The data folder is not writable", std::strerror(errno));
    return {};
}

}  // namespace

Result<void> prepare_data_folder(const Config& config) {
    if (config.jwt_secret.empty())
        if (auto made = make_folder(config.data_dir); !made) return made;
    const auto database = config.sqlite_path();
    return database ? make_folder(folder_of(*database)) : Result<void>();
}

Result<std::string> load_or_make_secret(const std::string& data_dir, Random& random) {
    const auto path = fs::path(data_dir) / "jwt_secret";
    const int made = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made >= 0) {
        auto secret = random_token(random, secret_characters);
        const bool written =
            ::write(made, secret.data(), secret.size()) == static_cast<ssize_t>(secret.size()) &&
            ::fsync(made) == 0;
        const auto cause = std::string(std::strerror(errno));
        ::close(made);
        if (written) return secret;
        ::unlink(path.c_str());
        return refuse(path, "The session secret cannot be written", cause);
    }
    if (errno != EEXIST) return refuse(path, "The session secret cannot be written", std::strerror(errno));
    std::ifstream file(path);
    std::string secret;
    std::getline(file, secret);
    if (secret.size() < secret_characters / 2)
        return refuse(path, "The session secret cannot be read", "delete the file to have a new one made");
    return secret;
}

std::string folder_of(const std::string& path) {
    const auto parent = fs::path(path).parent_path();
    return parent.empty() ? "." : parent.string();
}

bool give_to_folders_owner(int descriptor, const std::string& path) {
    if (::geteuid() != 0) return true;
    struct stat folder{};
    return ::stat(folder_of(path).c_str(), &folder) == 0 &&
           ::fchown(descriptor, folder.st_uid, folder.st_gid) == 0;
}

}  // namespace chatter::app
