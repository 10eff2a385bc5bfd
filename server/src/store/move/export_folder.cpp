#include "store/move/export_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <ranges>
#include <utility>

#include "base/errc.hpp"

namespace chatter::store::move {

namespace {

namespace fs = std::filesystem;

std::unexpected<Error> cannot(const std::string& path, int cause) {
    return fail(chatter::Errc::unavailable, "Cannot export to " + path + ": " + std::strerror(cause) + ".");
}

}  // namespace

Result<ExportFolder> ExportFolder::make(const std::string& path) {
    const bool is_new = ::mkdir(path.c_str(), 0700) == 0;
    if (!is_new && errno != EEXIST) return cannot(path, errno);
    Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.number() < 0) return cannot(path, errno);
    if (is_new) return ExportFolder(path, std::move(folder), is_new);
    std::error_code failed;
    const bool is_empty = fs::is_empty(path, failed);
    if (failed) return cannot(path, failed.value());
    if (!is_empty) {
        std::error_code ignored;
        const bool is_cut_off = fs::exists(fs::path(path) / "users.jsonl", ignored) &&
                                !fs::exists(fs::path(path) / manifest_name, ignored);
        return fail(chatter::Errc::unavailable,
                    "The folder " + path + " is not empty" +
                        (is_cut_off ? ": it holds an export that was cut off" : "") +
                        ". Export to a new or empty one.");
    }
    if (::fchmod(folder.number(), 0700) != 0) return cannot(path, errno);
    return ExportFolder(path, std::move(folder), is_new);
}

ExportFolder::ExportFolder(ExportFolder&& other) noexcept
    : path_(std::move(other.path_)),
      folder_(std::move(other.folder_)),
      is_new_(std::exchange(other.is_new_, false)),
      made_(std::exchange(other.made_, {})) {}

ExportFolder::~ExportFolder() {
    for (const auto& place : made_ | std::views::reverse) {
        std::error_code ignored;
        fs::remove_all(place, ignored);
    }
    if (is_new_) ::rmdir(path_.c_str());
}

Result<OutputFile> ExportFolder::make_file(const std::string& name) {
    const auto slash = name.find('/');
    if (slash == std::string::npos) {
        auto file = OutputFile::make(place_of(name));
        if (file) made_.push_back(place_of(name));
        return file;
    }
    const auto folder = place_of(name.substr(0, slash));
    if (::mkdir(folder.c_str(), 0700) == 0)
        made_.push_back(folder);
    else if (errno != EEXIST)
        return cannot(folder, errno);
    return OutputFile::make(place_of(name));
}

Result<void> ExportFolder::finish(const Manifest& manifest) {
    // One call, where each of many images would have to wait for the disk.
    if (::syncfs(folder_.number()) != 0) return cannot(path_, errno);
    const auto partial = std::string(manifest_name) + ".partial";
    auto file = make_file(partial);
    if (!file) return std::unexpected(file.error());
    if (auto written = file->append(to_text(manifest)); !written) return written;
    if (auto finished = file->finish_durably(); !finished) return std::unexpected(finished.error());
    if (::rename(place_of(partial).c_str(), place_of(manifest_name).c_str()) != 0)
        return cannot(path_, errno);
    made_.clear();
    is_new_ = false;
    // Some file systems have no such thing for folders.
    if (::fsync(folder_.number()) != 0 && errno != EINVAL) return cannot(path_, errno);
    return {};
}

}  // namespace chatter::store::move
