#include "store/sqlite/connection.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/errc.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "store/errc.hpp"
#include "store/sqlite/log_vfs.hpp"

namespace chatter::store::sqlite {

namespace {

/// What the file system says against using `path`; nothing when it has no objection.
std::optional<std::string> file_complaint(const std::string& path, OpenMode mode) {
    const auto parent = std::filesystem::path(path).parent_path();
    const auto folder = parent.empty() ? std::string(".") : parent.string();
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored)) return "the folder " + folder + " does not exist";
    // Beside the file SQLite keeps its log, so the folder must be writable even when the file is there.
    if (access(folder.c_str(), W_OK | X_OK) != 0) return "the folder " + folder + " is not writable";
    if (std::filesystem::is_directory(path, ignored)) return "it is a folder";
    if (access(path.c_str(), F_OK) != 0)
        return mode == OpenMode::create ? std::nullopt : std::optional<std::string>("there is no such file");
    if (access(path.c_str(), R_OK | W_OK) != 0) return "the file is not readable and writable";
    return std::nullopt;
}

Error cannot_open(const std::string& path, const std::string& why) {
    return Error(Errc::cannot_open, "Cannot open the database " + path + ": " + why + ".");
}

/// Made here rather than by SQLite, which would let everybody read it. Errors: Errc::cannot_open.
Result<void> make_private_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0) return std::unexpected(cannot_open(path, std::strerror(errno)));
    ::close(file);
    return {};
}

bool is_environments_fault(int code) {
    switch (code & 0xFF) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_NOMEM:
        case SQLITE_READONLY:
        case SQLITE_INTERRUPT:
        case SQLITE_IOERR:
        case SQLITE_CORRUPT:
        case SQLITE_FULL:
        case SQLITE_CANTOPEN:
        case SQLITE_PROTOCOL:
        case SQLITE_NOTADB: return true;
        default: return false;
    }
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path, OpenMode mode,
                                                     std::chrono::milliseconds busy_timeout) {
    if (const auto complaint = file_complaint(path, mode))
        return std::unexpected(cannot_open(path, *complaint));
    if (mode == OpenMode::create) {
        if (auto made = make_private_file(path); !made) return std::unexpected(std::move(made.error()));
    }
    sqlite3* handle = nullptr;
    // Readers of a write-ahead log write to its index: even they open the file for writing.
    const int code =
        sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, log_vfs_name());
    std::unique_ptr<Connection> db(new Connection(handle));
    if (code != SQLITE_OK) return std::unexpected(cannot_open(path, sqlite3_errstr(code)));

    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, static_cast<int>(busy_timeout.count()));
    // Two megabytes hold the pages in use; what is cold comes from the kernel's cache.
    db->execute("PRAGMA cache_size = -2000; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;");
    if (mode == OpenMode::read_only) db->execute("PRAGMA query_only = ON;");
    // The first look into the file, which tells whether it is a database at all.
    db->execute("SELECT count(*) FROM sqlite_schema;");
    if (db->failure_) return std::unexpected(cannot_open(path, db->failure_->message));
    return db;
}

void Connection::execute(const char* text) {
    if (failed()) return;
    if (sqlite3_exec(handle_.get(), text, nullptr, nullptr, nullptr) != SQLITE_OK) note_failure();
}

std::optional<Error> Connection::take_failure() {
    if (!failure_) return std::nullopt;
    const auto failure = std::move(*failure_);
    failure_.reset();
    log::error("A database statement failed.",
               {{"sqlite_code", failure.code}, {"sqlite_says", failure.message}});
    if (is_environments_fault(failure.code))
        return Error(chatter::Errc::unavailable, "The database cannot be used right now.");
    return Error(chatter::Errc::internal, "Something went wrong in the server.");
}

namespace {

/// The statements that every store has number their parameters as PostgreSQL does: `$1`. Here that would be a
/// name, numbered by where it comes first.
std::string numbered_parameters(std::string_view text) {
    std::string numbered(text);
    for (auto at = numbered.find('$'); at != std::string::npos; at = numbered.find('$', at + 1))
        numbered[at] = '?';
    return numbered;
}

}  // namespace

sqlite3_stmt* Connection::prepared(const sql::Statement& statement) {
    if (failed()) return nullptr;
    auto& kept = statements_[statement.index];
    if (!kept) {
        sqlite3_stmt* made = nullptr;
        if (sqlite3_prepare_v3(handle_.get(), numbered_parameters(statement.text).c_str(), -1,
                               SQLITE_PREPARE_PERSISTENT, &made, nullptr) != SQLITE_OK)
            note_failure();
        kept.reset(made);
    }
    return kept.get();
}

void Connection::note_failure() {
    failure_ =
        Failure{.code = sqlite3_extended_errcode(handle_.get()), .message = sqlite3_errmsg(handle_.get())};
}

Query::~Query() {
    if (statement_ == nullptr) return;
    sqlite3_reset(statement_);  // gives a failed step's code again, which `next` has noted
    sqlite3_clear_bindings(statement_);
}

bool Query::next() {
    if (statement_ == nullptr || db_.failed()) return false;
    column_ = 0;
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) db_.note_failure();
    return false;
}

void Query::bind(int index, std::int64_t value) { check(sqlite3_bind_int64(statement_, index, value)); }

void Query::bind(int index, std::string_view value) {
    check(sqlite3_bind_text64(statement_, index, value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Query::bind(int index, const Uuid& value) {
    check(sqlite3_bind_blob(statement_, index, value.bytes.data(), static_cast<int>(value.bytes.size()),
                            SQLITE_TRANSIENT));
}

void Query::bind(int index, BlobView value) {
    check(sqlite3_bind_blob64(statement_, index, value.bytes.data(), value.bytes.size(), SQLITE_STATIC));
}

void Query::bind_copy(int index, const std::string& bytes) {
    check(sqlite3_bind_blob64(statement_, index, bytes.data(), bytes.size(), SQLITE_TRANSIENT));
}

void Query::bind(int index, const std::vector<std::int64_t>& numbers) {
    std::string json = "[";
    for (const auto number : numbers) {
        if (json.size() > 1) json += ',';
        json += std::to_string(number);
    }
    bind(index, json + ']');
}

void Query::bind(int index, const std::vector<std::string>& words) {
    std::string json = "[";
    for (const auto& word : words) {
        if (json.size() > 1) json += ',';
        append_json_string(json, word);
    }
    bind(index, json + ']');
}

void Query::check(int code) {
    if (code != SQLITE_OK && !db_.failed()) db_.note_failure();
}

std::int64_t Query::read(int column, std::int64_t*) const { return sqlite3_column_int64(statement_, column); }
std::int32_t Query::read(int column, std::int32_t*) const { return sqlite3_column_int(statement_, column); }
bool Query::read(int column, bool*) const { return sqlite3_column_int(statement_, column) != 0; }

std::string Query::read(int column, std::string*) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    if (bytes == nullptr) return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Uuid Query::read(int column, Uuid*) const {
    Uuid uuid;
    const auto* bytes = sqlite3_column_blob(statement_, column);
    if (bytes != nullptr && sqlite3_column_bytes(statement_, column) == static_cast<int>(uuid.bytes.size()))
        std::memcpy(uuid.bytes.data(), bytes, uuid.bytes.size());
    return uuid;
}

Time Query::read(int column, Time*) const {
    return Time(std::chrono::milliseconds(sqlite3_column_int64(statement_, column)));
}

}  // namespace chatter::store::sqlite
