// Copying a database file while a server may be writing to it. The copy reads one snapshot of the write-ahead
// log from its first page to its last:
//
//   BEGIN, first read │ page page page … │ page page … │ … │ COMMIT      the copy, in steps
//          ▲                  commit  commit     commit                  the server: neither waits
//
// SQLite's backup interface would begin anew whenever another process has written between two steps, which on
// a busy server is for ever; a transaction that is held open keeps it to its snapshot. `VACUUM INTO` reads
// one snapshot as well, but builds every index again and cannot be stopped half-way without a second thread.
#pragma once

#include <atomic>
#include <string>

#include "base/result.hpp"

namespace chatter::store::sqlite {

/// Who may have a file open while it is copied.
enum class CopyFrom {
    live_database,  ///< A server may be writing to it.
    lone_file,      ///< Nobody has it open; it may lie on a medium that cannot be written.
};

/// Copies the database `source` as it is at one moment into `target`, an empty file, and reads the whole copy
/// to check it. The copy is one file without a log beside it; making it durable is the caller's part. Gives
/// up soon after `stop` is set. Errors: Errc::cannot_open, Errc::no_chatter_database, Errc::damaged, base
/// Errc::unavailable (disk full, stopped); detail is a line for the operator.
[[nodiscard]] Result<void> copy_database(const std::string& source, CopyFrom from, const std::string& target,
                                         const std::atomic<bool>& stop);

/// Moves what is in the log beside the database `path` into the file, and does away with the log. Nobody else
/// has the file open. Errors: Errc::cannot_open, Errc::damaged, base Errc::unavailable.
[[nodiscard]] Result<void> fold_in_log(const std::string& path);

}  // namespace chatter::store::sqlite
