#include "store/sqlite/backup.hpp"

#include <sqlite3.h>

#include <array>
#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>

#include "base/errc.hpp"
#include "store/errc.hpp"

namespace chatter::store::sqlite {

namespace {

/// Four megabytes: some milliseconds between two looks at `stop`.
constexpr int pages_per_step = 1024;
/// Instructions of SQLite's machine between two looks at `stop` while the copy is checked.
constexpr int instructions_per_look = 100'000;
constexpr int busy_timeout_ms = 5000;

struct CloseHandle {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};
struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Handle = std::unique_ptr<sqlite3, CloseHandle>;

bool is_set(const std::atomic<bool>& stop) { return stop.load(std::memory_order_relaxed); }

/// What SQLite's `code` about the file `path` means to the operator.
Error error_about(const std::string& path, int code, const std::string& sqlite_says) {
    switch (code & 0xFF) {
        case SQLITE_NOTADB:
            return {Errc::no_chatter_database, path + " is no Chatter database: " + sqlite_says + "."};
        case SQLITE_CORRUPT:
            return {Errc::damaged, "The database " + path + " is damaged: " + sqlite_says + "."};
        case SQLITE_CANTOPEN:
            return {Errc::cannot_open, "Cannot open the database " + path + ": " + sqlite_says + "."};
        case SQLITE_INTERRUPT: return {chatter::Errc::unavailable, "Stopped before it was done."};
        case SQLITE_FULL: return {chatter::Errc::unavailable, "The disk is full: " + path + "."};
        default:
            return {chatter::Errc::unavailable, "Cannot read or write " + path + ": " + sqlite_says + "."};
    }
}

/// Of the last failed call on `handle`.
Error error_of(sqlite3* handle, const std::string& path) {
    const int code = sqlite3_extended_errcode(handle);
    const int system_says = sqlite3_system_errno(handle);
    if ((code & 0xFF) == SQLITE_IOERR && system_says != 0)
        return error_about(path, code, std::generic_category().message(system_says));
    return error_about(path, code, sqlite3_errmsg(handle));
}

/// `file:` with everything quoted that means something in a URI.
std::string uri_of(const std::string& path) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string uri = "file:";
    for (const char character : path) {
        const auto byte = static_cast<unsigned char>(character);
        if (byte > ' ' && byte < 0x7F && std::string_view("%?#").find(character) == std::string_view::npos)
            uri += character;
        else
            uri += {'%', hex[byte >> 4U], hex[byte & 0xFU]};
    }
    return uri;
}

Result<Handle> open(const std::string& name, const std::string& path, int flags) {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(name.c_str(), &opened, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    Handle handle(opened);
    if (code != SQLITE_OK) return std::unexpected(error_about(path, code, sqlite3_errstr(code)));
    sqlite3_extended_result_codes(opened, 1);
    sqlite3_busy_timeout(opened, busy_timeout_ms);
    return handle;
}

Result<Handle> open_source(const std::string& path, CopyFrom from) {
    // Readers of a write-ahead log write to its index.
    if (from == CopyFrom::live_database) return open(path, path, SQLITE_OPEN_READWRITE);
    std::error_code ignored;
    const bool has_log = std::filesystem::exists(path + "-wal", ignored) ||
                         std::filesystem::exists(path + "-journal", ignored);
    if (has_log) return open(path, path, SQLITE_OPEN_READONLY);
    // Without a log there is nothing to look for beside the file, nor to make there.
    return open(uri_of(path) + "?immutable=1", path, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
}

Result<void> execute(sqlite3* handle, const std::string& path, const char* text) {
    if (sqlite3_exec(handle, text, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
    return std::unexpected(error_of(handle, path));
}

/// The first column of a statement's first row; empty when there is no row.
Result<std::string> ask(sqlite3* handle, const std::string& path, const char* text) {
    sqlite3_stmt* made = nullptr;
    if (sqlite3_prepare_v2(handle, text, -1, &made, nullptr) != SQLITE_OK)
        return std::unexpected(error_of(handle, path));
    const std::unique_ptr<sqlite3_stmt, FinalizeStatement> statement(made);
    const int code = sqlite3_step(made);
    if (code == SQLITE_DONE) return std::string();
    if (code != SQLITE_ROW) return std::unexpected(error_of(handle, path));
    const auto* value = reinterpret_cast<const char*>(sqlite3_column_text(made, 0));
    return std::string(value == nullptr ? "" : value);
}

Result<void> require_chatter_database(sqlite3* handle, const std::string& path) {
    const auto tables =
        ask(handle, path, "SELECT count(*) FROM sqlite_schema WHERE name IN ('migrations', 'users')");
    if (!tables) return std::unexpected(tables.error());
    if (*tables != "2")
        return fail(Errc::no_chatter_database, path + " is no Chatter database: its tables are missing.");
    return {};
}

bool is_of_source(int code) {
    const int primary = code & 0xFF;
    return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB || code == SQLITE_IOERR_READ ||
           code == SQLITE_IOERR_SHORT_READ;
}

/// Every page from one snapshot.
Result<void> copy_pages(sqlite3* from, const std::string& source, sqlite3* to, const std::string& target,
                        const std::atomic<bool>& stop) {
    auto* const backup = sqlite3_backup_init(to, "main", from, "main");
    if (backup == nullptr) return std::unexpected(error_of(to, target));
    int code = SQLITE_OK;
    while (code == SQLITE_OK && !is_set(stop)) code = sqlite3_backup_step(backup, pages_per_step);
    const int outcome = sqlite3_backup_finish(backup);  // leaves what went wrong at `to`
    if (code == SQLITE_OK) return std::unexpected(error_about(target, SQLITE_INTERRUPT, {}));
    if (outcome == SQLITE_OK) return {};
    return std::unexpected(error_of(to, is_of_source(outcome) ? source : target));
}

Result<void> check_whole(sqlite3* handle, const std::string& path, const std::atomic<bool>& stop) {
    const auto look = [](void* flag) { return is_set(*static_cast<const std::atomic<bool>*>(flag)) ? 1 : 0; };
    sqlite3_progress_handler(handle, instructions_per_look, look, const_cast<std::atomic<bool>*>(&stop));
    const auto found = ask(handle, path, "PRAGMA integrity_check(1)");
    if (!found) return std::unexpected(found.error());
    if (*found != "ok") return fail(Errc::damaged, "The database " + path + " is damaged: " + *found + ".");
    return {};
}

}  // namespace

Result<void> copy_database(const std::string& source, CopyFrom from, const std::string& target,
                           const std::atomic<bool>& stop) {
    const auto reading = open_source(source, from);
    if (!reading) return std::unexpected(reading.error());
    // The first read is what takes the snapshot.
    if (auto begun = execute(reading->get(), source, "BEGIN; SELECT count(*) FROM sqlite_schema;"); !begun)
        return begun;
    if (auto known = require_chatter_database(reading->get(), source); !known) return known;

    const auto writing = open(target, target, SQLITE_OPEN_READWRITE);
    if (!writing) return std::unexpected(writing.error());
    // Nobody reads the copy before it is whole, so it needs no way back.
    const char* const unguarded = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;";
    if (auto set = execute(writing->get(), target, unguarded); !set) return set;
    if (auto copied = copy_pages(reading->get(), source, writing->get(), target, stop); !copied)
        return copied;
    if (auto known = require_chatter_database(writing->get(), target); !known) return known;
    // The copy came with the mark of a write-ahead log, with which it could not be read where nothing can be
    // written beside it.
    const auto mode = ask(writing->get(), target, "PRAGMA journal_mode = DELETE");
    if (!mode) return std::unexpected(mode.error());
    return check_whole(writing->get(), source, stop);
}

Result<void> fold_in_log(const std::string& path) {
    const auto handle = open(path, path, SQLITE_OPEN_READWRITE);
    if (!handle) return std::unexpected(handle.error());
    // Closing would do away with the log even when it could not be read.
    sqlite3_db_config(handle->get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    const auto mode = ask(handle->get(), path, "PRAGMA journal_mode = DELETE");
    if (!mode) return std::unexpected(mode.error());
    if (*mode != "delete")
        return fail(chatter::Errc::unavailable,
                    "The log of the database " + path + " cannot be put into it.");
    return {};
}

}  // namespace chatter::store::sqlite
