#pragma once

#include <string>
#include <vector>

#include "store/move/manifest.hpp"

namespace chatter::store::move {

/// A folder that an export is being written to, which only its owner may read. What was written goes with
/// this, unless `finish` was reached.
class ExportFolder {
  public:
    /// Makes the folder, or takes an empty one. Errors: base Errc::unavailable; a line for the operator in
    /// detail.
    [[nodiscard]] static Result<ExportFolder> make(const std::string& path);
    ~ExportFolder();
    ExportFolder(ExportFolder&& other) noexcept;
    ExportFolder& operator=(ExportFolder&&) = delete;

    /// A new file. `name` may have one folder in it.
    [[nodiscard]] Result<OutputFile> make_file(const std::string& name);
    /// Makes all of it durable, and then the manifest.
    [[nodiscard]] Result<void> finish(const Manifest& manifest);

  private:
    ExportFolder(std::string path, Descriptor folder, bool is_new)
        : path_(std::move(path)), folder_(std::move(folder)), is_new_(is_new) {}
    [[nodiscard]] std::string place_of(const std::string& name) const { return path_ + "/" + name; }

    std::string path_;
    Descriptor folder_;
    bool is_new_;
    std::vector<std::string> made_;  // files, and folders with what is in them
};

}  // namespace chatter::store::move
