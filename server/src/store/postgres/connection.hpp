// A connection remembers its first failure, like a stream: from then on every query is empty and changes
// nothing, until `take_failure` is asked at the end of the unit of work, which is then given up as a whole.
// So the code in between reads as if statements could not fail. A connection that is lost stays failed;
// whoever owns it opens another.
//
// Nothing is kept in the session (no named statement, no setting beyond a transaction), so that a pooler may
// give every transaction another one.
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/postgres/failure.hpp"
#include "store/postgres/libpq.hpp"
#include "store/postgres/parameters.hpp"
#include "store/postgres/queries.hpp"

namespace chatter::store::postgres {

struct ConnectOptions {
    std::string url;  // postgresql://…, with whatever libpq takes after the question mark
    std::chrono::milliseconds connect_timeout{5000};
    /// How long one round trip may take before the connection is given up for lost. Longer than the limit
    /// that a transaction sets itself on the server, which ends only the statement, and short enough that
    /// there is time left for the same over another connection.
    std::chrono::milliseconds answer_timeout{6000};
};

/// Owns what the server answered to one statement.
struct ClearResult {
    void operator()(PGresult* result) const;
};
using ResultPtr = std::unique_ptr<PGresult, ClearResult>;

class Query;

/// One connection. Used by one thread at a time, which waits for every answer.
class Connection {
  public:
    using Query = postgres::Query;
    using Blob = BlobView;
    // Statements of what every store does alike (store/memberships.hpp, …) that are not written alike.
    static constexpr const sql::Statement& mark_rooms_read = sql::mark_rooms_read;
    static constexpr const sql::Statement& insert_memberships = sql::insert_memberships;
    static constexpr const sql::Statement& insert_mentions_of_message = sql::insert_mentions_of_message;
    static constexpr const sql::Statement& delete_mentions = sql::delete_mentions;

    /// Errors: Errc::cannot_open; its detail is one line for the operator, without the password.
    [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const ConnectOptions& options);
    ~Connection() = default;

    /// Runs statements without parameters, in one transaction unless they say otherwise (migrations, and
    /// tests). Only for constant text.
    void execute(const char* text);

    /// Whether the unit of work has failed, for code that would do something beside the database.
    [[nodiscard]] bool failed() const { return failure_.has_value(); }
    [[nodiscard]] const std::optional<Failure>& failure() const { return failure_; }
    /// Why the unit of work failed, if it did, and a fresh start for the next. Errors: base
    /// Errc::unavailable, base Errc::internal (a statement is wrong); logged here.
    [[nodiscard]] std::optional<Error> take_failure();
    /// The same for who knows what to do about it: not logged.
    [[nodiscard]] std::optional<Failure> forget_failure();
    /// The connection is of no more use: every further unit of work fails at once.
    [[nodiscard]] bool is_lost() const { return lost_; }

    /// Rows that the last INSERT, UPDATE or DELETE outside a pipeline changed.
    [[nodiscard]] std::int64_t changes() const { return failed() ? 0 : changes_; }
    /// Whether a transaction is open, be it one that has failed.
    [[nodiscard]] bool in_transaction() const;
    /// Whether the other end of this idle connection has hung up. Waits for nothing.
    [[nodiscard]] bool is_cut_off();
    /// The server's process, for tests that end it. A pooler's is another.
    [[nodiscard]] int backend_pid() const { return pq_->PQbackendPID(handle_.get()); }
    [[nodiscard]] bool is_encrypted() const { return pq_->PQsslInUse(handle_.get()) != 0; }
    /// Whether nothing of it goes over a network.
    [[nodiscard]] bool is_on_this_machine() const;
    /// How long each following round trip may take.
    void set_answer_timeout(std::chrono::milliseconds timeout) { answer_timeout_ = timeout; }
    /// For a connection that only reads: how long the server lets each following statement take. It is said
    /// anew in every transaction, because a pooler keeps nothing between two of them, and in its first round
    /// trip; a statement alone is a transaction.
    void limit_statements(std::chrono::milliseconds limit) {
        statement_limit_ = std::to_string(limit.count());
    }
    /// As `limit_statements` was told, as the parameter of sql::limit_statements; empty when it was not.
    [[nodiscard]] const std::string& statement_limit() const { return statement_limit_; }

  private:
    friend Query;
    friend class Pipeline;

    struct FinishConnection {
        void operator()(PGconn* connection) const;
    };
    using Deadline = std::chrono::steady_clock::time_point;

    Connection(const Libpq& pq, PGconn* handle, const ConnectOptions& options)
        : pq_(&pq), handle_(handle), answer_timeout_(options.answer_timeout) {}

    /// Sends one statement and waits for its rows. Null when the unit of work has failed.
    [[nodiscard]] ResultPtr ask(const char* text, const Parameters& parameters);
    /// The same in a transaction that says its limit first.
    [[nodiscard]] ResultPtr ask_within_limit(const char* text, const Parameters& parameters);
    void send(const char* text, const Parameters& parameters);
    /// Sends what is left to send and waits until the next result is here; false when the connection is lost.
    bool wait_for_result(Deadline deadline);
    /// Waits for the next result of the statement under way; null after its last.
    [[nodiscard]] ResultPtr next_result(Deadline deadline);
    /// Keeps a result that says why it failed; true when it did not.
    bool check(const PGresult* result);
    void note_failure(Failure failure);
    void note_lost(std::string message);
    [[nodiscard]] Deadline deadline_from_now() const {
        return std::chrono::steady_clock::now() + answer_timeout_;
    }

    const Libpq* pq_;
    std::unique_ptr<PGconn, FinishConnection> handle_;
    std::chrono::milliseconds answer_timeout_;
    std::string statement_limit_;
    std::optional<Failure> failure_;
    std::int64_t changes_ = 0;
    bool lost_ = false;
};

/// The rows of one statement: bound and run on construction, `next` for each row, `take` for each column of
/// it from left to right.
class Query {
  public:
    template <class... Values>
    Query(Connection& db, const sql::Statement& statement, const Values&... values)
        : db_(db), result_(db.ask(statement.text, Parameters(values...))) {}
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    /// Moves to the next row; false when there is none, or the connection has failed.
    bool next();

    /// The next column of this row.
    template <class T>
    [[nodiscard]] T take() {
        return read(column_++, static_cast<T*>(nullptr));
    }
    [[nodiscard]] bool is_next_null() const { return is_null(column_); }
    void skip(int columns) { column_ += columns; }
    /// The bytes of the next column; they stay until the next row is asked for or this ends.
    [[nodiscard]] std::string_view view() { return bytes(column_++); }

    [[nodiscard]] int row_count() const;
    /// Rows that this INSERT, UPDATE or DELETE changed.
    [[nodiscard]] std::int64_t changes() const;
    /// Whether this was the COMMIT of a transaction and not, because it had failed, its end without one.
    [[nodiscard]] bool committed() const;

  private:
    friend class Connection;
    friend class Pipeline;
    Query(Connection& db, ResultPtr result) : db_(db), result_(std::move(result)) {}

    [[nodiscard]] bool is_null(int column) const;
    [[nodiscard]] std::string_view bytes(int column) const;
    /// Of a smallint, an integer or a bigint.
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
        if (is_null(column)) return std::nullopt;
        return read(column, static_cast<T*>(nullptr));
    }
    template <class T>
    [[nodiscard]] std::vector<T> read(int column, std::vector<T>*) const {
        std::vector<T> elements;
        for (const auto& element : elements_of(column))
            elements.push_back(read_element(element, static_cast<T*>(nullptr)));
        return elements;
    }
    /// The bytes of an array's element; nothing when it is null.
    using Element = std::optional<std::string_view>;
    /// Of an array of one dimension.
    [[nodiscard]] std::vector<Element> elements_of(int column) const;
    [[nodiscard]] static std::int64_t read_element(Element element, std::int64_t*);
    [[nodiscard]] static std::string read_element(Element element, std::string*);
    [[nodiscard]] static std::optional<std::string> read_element(Element element,
                                                                 std::optional<std::string>*);

    Connection& db_;
    ResultPtr result_;
    int row_ = -1;
    int column_ = 0;
};

/// Runs a statement that gives no rows.
template <class... Values>
void run(Connection& db, const sql::Statement& statement, const Values&... values) {
    const Query query(db, statement, values...);
}

/// Several statements in one round trip:
///
///   Pipeline pipeline(db);
///   pipeline.send(sql::begin);
///   pipeline.send(sql::find_room, viewer, id);
///   pipeline.sync();                      // waits for all the answers
///   pipeline.skip();                      // of BEGIN
///   Query room = pipeline.take();         // of find_room
///
/// Statements outside a transaction are one transaction from sync to sync. After one that fails those up to
/// the sync are not run, and their rows are empty. While this lives nothing else uses the connection.
class Pipeline {
  public:
    explicit Pipeline(Connection& db);
    /// Statements that were sent and not synced are run, and their rows dropped.
    ~Pipeline();
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;

    template <class... Values>
    void send(const sql::Statement& statement, const Values&... values) {
        send(statement.text, Parameters(values...));
    }
    /// Ends the transaction of what was sent outside one, without waiting for its answers.
    void cut();
    /// Waits for the answers to all that was sent. More may be sent afterwards.
    void sync();

    /// The rows of the first statement that has not been taken yet. Only after `sync`.
    [[nodiscard]] Query take();
    void skip() { (void)take(); }

  private:
    friend class Connection;
    void send(const char* text, const Parameters& parameters) {
        if (!db_.failed()) db_.send(text, parameters);
        ++unsynced_;
    }
    void collect();

    Connection& db_;
    std::size_t unsynced_ = 0;
    std::size_t cuts_ = 0;
    std::deque<ResultPtr> results_;
};

}  // namespace chatter::store::postgres
