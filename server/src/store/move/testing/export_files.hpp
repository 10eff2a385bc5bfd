#pragma once

#include <map>
#include <string>
#include <vector>

#include "store/move/manifest.hpp"

namespace chatter::store::move::testing {

/// What docs/export-format.md says of a file of lines.
struct DocumentedFile {
    std::vector<std::string> fields;    // `name` value, as in the table's first two columns
    std::vector<std::string> examples;  // lines without their ends
};

/// By name, such as users.jsonl.
[[nodiscard]] std::map<std::string, DocumentedFile> read_documentation();

/// The content of an export's files by name, images included, without the manifest.
using Files = std::map<std::string, std::string>;

/// The example of the documentation: two people, a room and a handful of everything, all lines together.
[[nodiscard]] Files documented_example();

/// Writes `files` to the new folder `path`, with a manifest that tells the truth about them.
void write_export(const std::string& path, const Files& files, std::int64_t format_version = 1);

/// Everything in an export's folder but the manifest.
[[nodiscard]] Files read_export(const std::string& path);

[[nodiscard]] std::string read_file(const std::string& path);
void write_file(const std::string& path, std::string_view content);

}  // namespace chatter::store::move::testing
