#include "store/sqlite/log_vfs.hpp"

#include <sqlite3.h>

#include <cstddef>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>

namespace chatter::store::sqlite {

namespace {

constexpr const char* vfs_name = "chatter-log";
/// The usual file system writes at most 128 KiB in one call, and takes less for a full disk.
constexpr std::size_t gathered_bytes_max = std::size_t{64} * 1024;

sqlite3_vfs* usual_vfs() { return sqlite3_vfs_find("unix"); }

/// A log as SQLite sees it. The file of the usual file system follows it in memory.
struct LogFile {
    sqlite3_file as_sqlite;  // first: SQLite knows this object by it
    std::string gathered;    // not written yet
    sqlite3_int64 gathered_at = 0;

    [[nodiscard]] sqlite3_file* inner() { return reinterpret_cast<sqlite3_file*>(this + 1); }

    /// Errors: those of xWrite; then what was gathered is lost, as after any failed write.
    int write_out() {
        if (gathered.empty()) return SQLITE_OK;
        const int code = inner()->pMethods->xWrite(inner(), gathered.data(),
                                                   static_cast<int>(gathered.size()), gathered_at);
        gathered.clear();
        return code;
    }
};
static_assert(alignof(LogFile) <= 8 && sizeof(LogFile) % 8 == 0);

LogFile& log_of(sqlite3_file* file) { return *reinterpret_cast<LogFile*>(file); }

int close_log(sqlite3_file* file) {
    auto& log = log_of(file);
    const int written = log.write_out();
    const int closed = log.inner()->pMethods->xClose(log.inner());
    log.~LogFile();
    return written != SQLITE_OK ? written : closed;
}

int write_log(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
    auto& log = log_of(file);
    const auto size = static_cast<std::size_t>(count);
    const bool follows =
        offset == log.gathered_at + static_cast<sqlite3_int64>(log.gathered.size()) && !log.gathered.empty();
    if (!follows || log.gathered.size() + size > gathered_bytes_max) {
        if (const int code = log.write_out(); code != SQLITE_OK) return code;
        log.gathered_at = offset;
    }
    try {
        log.gathered.append(static_cast<const char*>(bytes), size);
    } catch (const std::bad_alloc&) {
        return SQLITE_IOERR_NOMEM;
    }
    return SQLITE_OK;
}

/// Any other use of the file comes after what was written before it.
template <auto method, class... Args>
int after_writing(sqlite3_file* file, Args... args) {
    auto& log = log_of(file);
    if (const int code = log.write_out(); code != SQLITE_OK) return code;
    return (log.inner()->pMethods->*method)(log.inner(), args...);
}

template <auto method, class... Args>
int at_once(sqlite3_file* file, Args... args) {
    auto& log = log_of(file);
    return (log.inner()->pMethods->*method)(log.inner(), args...);
}

constexpr sqlite3_io_methods log_methods{
    .iVersion = 1,
    .xClose = close_log,
    .xRead = after_writing<&sqlite3_io_methods::xRead, void*, int, sqlite3_int64>,
    .xWrite = write_log,
    .xTruncate = after_writing<&sqlite3_io_methods::xTruncate, sqlite3_int64>,
    .xSync = after_writing<&sqlite3_io_methods::xSync, int>,
    .xFileSize = after_writing<&sqlite3_io_methods::xFileSize, sqlite3_int64*>,
    .xLock = at_once<&sqlite3_io_methods::xLock, int>,
    .xUnlock = at_once<&sqlite3_io_methods::xUnlock, int>,
    .xCheckReservedLock = at_once<&sqlite3_io_methods::xCheckReservedLock, int*>,
    .xFileControl = after_writing<&sqlite3_io_methods::xFileControl, int, void*>,
    .xSectorSize = at_once<&sqlite3_io_methods::xSectorSize>,
    .xDeviceCharacteristics = at_once<&sqlite3_io_methods::xDeviceCharacteristics>,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open_file(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* flags_out) {
    auto* const usual = usual_vfs();
    if ((flags & SQLITE_OPEN_WAL) == 0) return usual->xOpen(usual, path, file, flags, flags_out);
    auto* const log = new (file) LogFile{};
    const int code = usual->xOpen(usual, path, log->inner(), flags, flags_out);
    if (code == SQLITE_OK) {
        log->as_sqlite.pMethods = &log_methods;
    } else {
        log->~LogFile();
        file->pMethods = nullptr;  // SQLite need not close it
    }
    return code;
}

/// Never freed: SQLite keeps its address.
sqlite3_vfs* make_vfs() {
    // Counting what is allocated would take a lock that all connections share, for every allocation.
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    if (sqlite3_initialize() != SQLITE_OK || usual_vfs() == nullptr)
        throw std::runtime_error("SQLite could not be initialised");
    static sqlite3_vfs vfs = *usual_vfs();
    vfs.zName = vfs_name;
    vfs.szOsFile += static_cast<int>(sizeof(LogFile));
    vfs.xOpen = open_file;
    vfs.pNext = nullptr;
    if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK)
        throw std::runtime_error("SQLite could not be initialised");
    return &vfs;
}

}  // namespace

const char* log_vfs_name() {
    static const auto* const vfs = make_vfs();
    return vfs->zName;
}

}  // namespace chatter::store::sqlite
