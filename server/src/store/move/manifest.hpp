#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "store/move/files.hpp"

namespace chatter::store::move {

/// The last file that an export writes: without it a folder is no export, or one that was cut off.
inline constexpr const char* manifest_name = "manifest.json";

/// What an export consists of.
struct Manifest {
    struct File {
        std::string name;
        std::int64_t lines = 0;
        FileFacts facts;
    };
    std::int64_t format_version = 0;
    std::string chatter_version;
    Time exported_at;
    std::vector<File> files;
};

/// A file a line.
[[nodiscard]] std::string to_text(const Manifest& manifest);

/// That of the export in `folder`, whose files are all there and as long as it says. Errors: base
/// Errc::unavailable; a line for the operator in detail.
[[nodiscard]] Result<Manifest> read_manifest(const std::string& folder);

}  // namespace chatter::store::move
