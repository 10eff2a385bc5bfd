#pragma once

namespace chatter::store::sqlite {

/// The name of SQLite's usual file system, but that a write-ahead log is written in large pieces: SQLite
/// writes each page of a transaction in two calls, which cost more than all else that a small message costs
/// the disk. What is written in a row is gathered until the next sync, read or other use of the file. Every
/// connection must use `synchronous = FULL`: then each commit syncs before anybody may read it. Threads: any.
[[nodiscard]] const char* log_vfs_name();

}  // namespace chatter::store::sqlite
