#pragma once

#include <atomic>
#include <string>

#include "store/move/export.hpp"

namespace chatter::store::move::testing {

/// For runs that nobody stops, and nobody watches.
inline const std::atomic<bool> never = false;
inline const RowsTold silent = [](std::string_view, std::int64_t) {};

/// Runs statements on a SQLite file, as somebody with a database shell would. Fails the test when they fail.
void execute(const std::string& path, const char* text);

/// Makes a SQLite file that has something in every column of every table: both values of a flag, null and
/// none, text of several scripts, images of no byte, of some, and of many pieces; more rows than one batch
/// has.
void fill(const std::string& path);

}  // namespace chatter::store::move::testing
