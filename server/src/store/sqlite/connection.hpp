// A connection remembers its first failure, like a stream: from then on every query is empty and changes
// nothing, until `take_failure` is asked at the end of the unit of work, which is then given up as a whole.
// So the code in between reads as if statements could not fail.
#pragma once

#include <sqlite3.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/uuid.hpp"
#include "store/sqlite/queries.hpp"

namespace chatter::store::sqlite {

enum class OpenMode {
    create,      ///< For writing; a missing file is made, readable by its owner only.
    read_write,  ///< For writing; the file is there.
    read_only,   ///< For queries.
};

struct BlobView;
class Query;

/// One connection and its prepared statements. Used by one thread at a time.
class Connection {
  public:
    using Query = sqlite::Query;
    using Blob = BlobView;
    // Statements of what every store does alike (store/memberships.hpp, …) that are not written alike.
    static constexpr const sql::Statement& mark_rooms_read = sql::mark_rooms_read;
    static constexpr const sql::Statement& insert_memberships = sql::insert_memberships;
    static constexpr const sql::Statement& insert_mentions_of_message = sql::insert_mentions_of_message;
    static constexpr const sql::Statement& delete_mentions = sql::delete_mentions;

    /// `busy_timeout` is how long a statement waits for another process's lock.
    /// Errors: Errc::cannot_open, with what is wrong in detail.
    [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const std::string& path, OpenMode mode,
                                                                  std::chrono::milliseconds busy_timeout);

    /// Runs statements that are not worth preparing (pragmas, migrations). Only for constant text.
    void execute(const char* text);

    /// Whether the unit of work has failed, for code that would do something beside the database.
    [[nodiscard]] bool failed() const { return failure_.has_value(); }
    /// Why the unit of work failed, if it did, and a fresh start for the next. Errors: base
    /// Errc::unavailable (disk, lock, memory), base Errc::internal (a statement is wrong); logged here.
    [[nodiscard]] std::optional<Error> take_failure();

    /// Rows that the last INSERT, UPDATE or DELETE changed.
    [[nodiscard]] std::int64_t changes() const { return failed() ? 0 : sqlite3_changes64(handle_.get()); }
    [[nodiscard]] bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }
    [[nodiscard]] sqlite3* handle() const { return handle_.get(); }

  private:
    friend Query;

    struct CloseHandle {
        void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
    };
    struct FinalizeStatement {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };

    explicit Connection(sqlite3* handle) : handle_(handle) {}

    /// Null when preparing fails.
    sqlite3_stmt* prepared(const sql::Statement& statement);
    void note_failure();

    std::unique_ptr<sqlite3, CloseHandle> handle_;
    std::vector<std::unique_ptr<sqlite3_stmt, FinalizeStatement>> statements_{sql::statement_count};
    struct Failure {
        int code;
        std::string message;
    };
    std::optional<Failure> failure_;
};

/// Bytes that stay where they are until the query is done, so that they are not copied.
struct BlobView {
    std::string_view bytes;
};

/// One run of a prepared statement: bind on construction, `next` for each row, `take` for each column of it
/// from left to right. Ends when destroyed. One statement has one Query at a time.
class Query {
  public:
    template <class... Values>
    Query(Connection& db, const sql::Statement& statement, const Values&... values)
        : db_(db), statement_(db.prepared(statement)) {
        if (statement_ == nullptr) return;
        int index = 0;
        (bind(++index, values), ...);
    }
    ~Query();
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    /// Moves to the next row; false when there is none, or the connection has failed.
    bool next();

    /// The next column of this row.
    template <class T>
    [[nodiscard]] T take() {
        return read(column_++, static_cast<T*>(nullptr));
    }
    [[nodiscard]] bool is_next_null() const {
        return sqlite3_column_type(statement_, column_) == SQLITE_NULL;
    }
    void skip(int columns) { column_ += columns; }

  private:
    void bind(int index, std::int64_t value);
    void bind(int index, std::string_view value);
    void bind(int index, const char* value) { bind(index, std::string_view(value)); }
    void bind(int index, const std::string& value) { bind(index, std::string_view(value)); }
    void bind(int index, const Uuid& value);
    void bind(int index, BlobView value);
    void bind(int index, Time value) {
        bind(index, static_cast<std::int64_t>(value.time_since_epoch().count()));
    }
    template <class Tag>
    void bind(int index, const Id<Tag>& id) {
        bind(index, id.value);
    }
    template <class E>
        requires std::is_enum_v<E>
    void bind(int index, E value) {
        bind(index, static_cast<std::int64_t>(value));
    }
    /// Many values as one parameter, so that one statement does for all of them: ids of 16 bytes each, side
    /// by side, and numbers and words as a JSON array.
    template <class Tag>
    void bind(int index, const std::vector<Id<Tag>>& ids) {
        std::string bytes;
        bytes.reserve(ids.size() * sizeof(Uuid::bytes));
        for (const auto& id : ids)
            bytes.append(reinterpret_cast<const char*>(id.value.bytes.data()), id.value.bytes.size());
        bind_copy(index, bytes);
    }
    void bind(int index, const std::vector<std::int64_t>& numbers);
    void bind(int index, const std::vector<std::string>& words);
    void bind_copy(int index, const std::string& bytes);
    template <class T>
    void bind(int index, const std::optional<T>& value) {
        if (value) bind(index, *value);  // a statement's parameters are null until they are bound
    }
    void check(int code);

    [[nodiscard]] std::int64_t read(int column, std::int64_t*) const;
    [[nodiscard]] std::int32_t read(int column, std::int32_t*) const;
    [[nodiscard]] bool read(int column, bool*) const;
    [[nodiscard]] std::string read(int column, std::string*) const;
    [[nodiscard]] Uuid read(int column, Uuid*) const;
    [[nodiscard]] Time read(int column, Time*) const;
    template <class Tag>
    [[nodiscard]] Id<Tag> read(int column, Id<Tag>*) const {
        return Id<Tag>{read(column, static_cast<Uuid*>(nullptr))};
    }
    template <class E>
        requires std::is_enum_v<E>
    [[nodiscard]] E read(int column, E*) const {
        return static_cast<E>(read(column, static_cast<std::int64_t*>(nullptr)));
    }
    template <class T>
    [[nodiscard]] std::optional<T> read(int column, std::optional<T>*) const {
        if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
        return read(column, static_cast<T*>(nullptr));
    }

    Connection& db_;
    sqlite3_stmt* statement_;
    int column_ = 0;
};

/// Runs a statement that gives no rows.
template <class... Values>
void run(Connection& db, const sql::Statement& statement, const Values&... values) {
    Query query(db, statement, values...);
    while (query.next()) {
    }
}

}  // namespace chatter::store::sqlite
