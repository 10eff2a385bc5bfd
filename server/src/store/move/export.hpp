// Writes a whole installation into a folder that people and programs can read (docs/export-format.md), and
// brings such a folder into an empty one:
//
//   snapshot ─► each table: rows in order of its key ─► lines ─► FILE.jsonl    images ─► images/ID.ENDING
//                                                                    │ on disk
//                                                                    ▼
//                                              manifest.json: lines, bytes and SHA-256 of every file
//
//   manifest ─► each file: line ─► row ─► batches ─► the file's SHA-256 ─► sense of the whole ─► commit
//
// The import is one transaction of the target: whatever ends it, or is wrong with the folder, the target
// stays empty.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "store/move/installation.hpp"
#include "store/move/manifest.hpp"

namespace chatter::store::move {

/// Hears how many rows of a table have been written.
using RowsTold = std::function<void(std::string_view table, std::int64_t rows)>;

/// Of which program and when an export is.
struct ExportOrigin {
    std::string chatter_version;
    Time exported_at;
};

/// Writes the rows of `source` to the folder `path`, which is new or empty, and returns how many. The
/// manifest is there only when all of it is on disk; after an error, nothing is. Holds no more than a few
/// megabytes of rows, or one image, in memory. Gives up soon after `stop` is set. Errors: base
/// Errc::unavailable; a line for the operator in detail.
[[nodiscard]] Result<std::int64_t> export_installation(Installation& source, const std::string& path,
                                                       const ExportOrigin& origin, const RowsTold& told,
                                                       const std::atomic<bool>& stop);

/// Hears, a sentence each, what of an export is left out because this version does not know it.
using Warned = std::function<void(const std::string& warning)>;

/// Writes the export in `folder`, whose manifest was read, to the empty `target`, and returns how many rows
/// that were. Memory and `stop` as above. Errors: base Errc::unavailable: the target has rows, a file is not
/// what was exported, a line is wrong; a line for the operator, with file and line number, in detail.
[[nodiscard]] Result<std::int64_t> import_installation(const std::string& folder, const Manifest& manifest,
                                                       Installation& target, const RowsTold& told,
                                                       const Warned& warned, const std::atomic<bool>& stop);

}  // namespace chatter::store::move
