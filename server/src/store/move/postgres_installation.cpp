#include "store/move/postgres_installation.hpp"

#include <cstring>
#include <optional>
#include <string_view>
#include <thread>

#include "base/errc.hpp"
#include "store/errc.hpp"
#include "store/postgres/connection.hpp"
#include "store/postgres/migrations.hpp"

namespace chatter::store::move {

namespace {

using namespace std::chrono_literals;
using postgres::BlobView;
using postgres::Connection;
using postgres::Query;

/// A batch of rows, or the commit of all of them.
constexpr auto answer_timeout = 10min;
/// PostgreSQL ends the sessions of a process a moment after it has ended.
constexpr auto ending_timeout = 2s;
constexpr auto ending_pause = 20ms;
/// Rows in one answer, which libpq holds as a whole.
constexpr int fetch_rows = 500;
constexpr int fetch_pieces = 16;
constexpr std::size_t piece_bytes_max = std::size_t{256} * 1024;

/// The rows of one batch, column after column, in one array for each type there is.
struct Arrays {
    std::vector<std::optional<Uuid>> uuids;
    std::vector<std::optional<std::int64_t>> numbers;
    std::vector<std::optional<std::string_view>> texts;
    std::vector<std::optional<BlobView>> blobs;
};

std::string_view view_of(const Value& value) { return std::get<std::string>(value); }

Uuid uuid_of(const Value& value) {
    Uuid uuid;
    const auto bytes = view_of(value);
    if (bytes.size() == uuid.bytes.size()) std::memcpy(uuid.bytes.data(), bytes.data(), bytes.size());
    return uuid;
}

template <class T, class Make>
void append(std::vector<std::optional<T>>& values, const Value& value, Make make) {
    if (std::holds_alternative<std::monostate>(value))
        values.emplace_back();
    else
        values.emplace_back(make(value));
}

void append(Arrays& arrays, Type type, const Value& value) {
    switch (type) {
        case Type::uuid: return append(arrays.uuids, value, uuid_of);
        case Type::integer:
        case Type::boolean:
            return append(arrays.numbers, value,
                          [](const Value& one) { return std::get<std::int64_t>(one); });
        case Type::text: return append(arrays.texts, value, view_of);
        case Type::bytes:
            return append(arrays.blobs, value, [](const Value& one) { return BlobView{view_of(one)}; });
    }
}

/// The parameter that holds the columns of a type: $1 uuids, $2 numbers, $3 texts, $4 blobs. $5 is how many
/// rows there are.
int parameter_of(Type type) {
    switch (type) {
        case Type::uuid: return 1;
        case Type::integer:
        case Type::boolean: return 2;
        case Type::text: return 3;
        case Type::bytes: break;
    }
    return 4;
}

/// INSERT … SELECT … FROM unnest(a slice of an array for each column).
std::string insert_text(std::string_view table, const std::vector<Column>& columns) {
    std::string names;
    std::string values;
    std::string slices;
    int taken[5] = {};
    for (const auto& column : columns) {
        const std::string comma = names.empty() ? "" : ", ";
        const int parameter = parameter_of(column.type);
        const auto begin = std::to_string(taken[parameter]++);
        const std::string name(column.name);
        names += comma + name;
        values += comma + "batch." + name + (column.type == Type::boolean ? " <> 0" : "");
        slices +=
            comma + "($" + std::to_string(parameter) + ")[" + begin + " * $5 + 1 : (" + begin + " + 1) * $5]";
    }
    std::string text = "INSERT INTO ";
    text.append(table).append(" (" + names + ") SELECT " + values + " FROM unnest(" + slices +
                              ") AS batch (" + names + ")");
    return text;
}

Value take_value(Query& row, Type type) {
    if (row.is_next_null()) {
        row.skip(1);
        return std::monostate();
    }
    switch (type) {
        case Type::integer: return row.take<std::int64_t>();
        case Type::boolean: return std::int64_t{row.take<bool>()};
        default: return row.take<std::string>();
    }
}

Row take_row(const Table& table, Query& query) {
    Row row;
    row.reserve(table.columns.size());
    for (const auto& column : table.columns) row.push_back(take_value(query, column.type));
    return row;
}

constexpr Column place{"place", Type::integer};

/// The rows as PostgreSQL keeps them, whose last value is in pieces. They view into `rows`.
std::size_t append_pieces(Arrays& arrays, const std::vector<Row>& rows) {
    for (const auto& row : rows) {
        const auto bytes = view_of(row.back());
        std::size_t begin = 0;
        do {
            arrays.uuids.emplace_back(uuid_of(row.front()));
            arrays.blobs.emplace_back(BlobView{bytes.substr(begin, piece_bytes_max)});
            arrays.numbers.emplace_back(static_cast<std::int64_t>(begin / piece_bytes_max));
            begin += piece_bytes_max;
        } while (begin < bytes.size());
    }
    return arrays.uuids.size();
}

std::size_t append_rows(Arrays& arrays, const Table& table, const std::vector<Row>& rows) {
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        for (const auto& row : rows) append(arrays, table.columns[i].type, row[i]);
    return rows.size();
}

class PostgresInstallation final : public Installation {
  public:
    explicit PostgresInstallation(std::unique_ptr<Connection> db) : db_(std::move(db)) {}

    [[nodiscard]] std::string name() const override { return "PostgreSQL database " + database_; }

    [[nodiscard]] Result<void> read(const Table& table, const RowSink& sink) override {
        const bool in_pieces = table.pieces == Pieces::in_postgres;
        std::optional<Row> open;  // whose next piece may still come
        const auto take = [&](Row row) -> Result<void> {
            if (in_pieces && open && open->front() == row.front()) {
                std::get<std::string>(open->back()) += std::get<std::string>(row.back());
                return {};
            }
            auto whole = std::exchange(open, std::move(row));
            return whole ? sink(std::move(*whole)) : Result<void>();
        };
        const auto declare = "DECLARE move NO SCROLL CURSOR FOR SELECT " + column_list(table) + " FROM " +
                             std::string(table.name) + " ORDER BY " + std::string(table.key) +
                             (in_pieces ? ", place" : "");
        db_->execute(declare.c_str());
        const auto fetch = "FETCH " + std::to_string(in_pieces ? fetch_pieces : fetch_rows) + " FROM move";
        while (true) {
            Query rows(*db_, {0, fetch.c_str()});
            if (auto done = check(); !done) return done;
            if (rows.row_count() == 0) break;
            while (rows.next())
                if (auto taken = take(take_row(table, rows)); !taken) return taken;
        }
        db_->execute("CLOSE move");
        if (auto done = check(); !done) return done;
        return open ? sink(std::move(*open)) : Result<void>();
    }

    [[nodiscard]] Result<void> write(const Table& table, const std::vector<Row>& rows) override {
        std::vector<Column> columns(table.columns.begin(), table.columns.end());
        Arrays arrays;
        std::size_t count = 0;
        if (table.pieces == Pieces::in_postgres) {
            columns.push_back(place);
            count = append_pieces(arrays, rows);
        } else {
            count = append_rows(arrays, table, rows);
        }
        const auto text = insert_text(table.name, columns);
        const postgres::sql::Statement statement{0, text.c_str()};
        postgres::run(*db_, statement, arrays.uuids, arrays.numbers, arrays.texts, arrays.blobs,
                      static_cast<std::int64_t>(count));
        return check();
    }

    [[nodiscard]] Result<void> execute(const char* statement) override {
        db_->execute(statement);
        return check();
    }

    [[nodiscard]] Result<bool> has_row(const std::string& query) override {
        Query rows(*db_, {0, query.c_str()});
        const bool found = rows.next();
        if (auto done = check(); !done) return std::unexpected(done.error());
        return found;
    }

    [[nodiscard]] Result<void> commit() override {
        const bool committed = Query(*db_, {0, "COMMIT"}).committed();
        if (auto done = check(); !done) return done;
        if (committed) return {};
        return fail(chatter::Errc::unavailable, "PostgreSQL did not keep what was moved.");
    }

    /// Errors: another Chatter uses the source.
    [[nodiscard]] Result<void> look_around(Role role) {
        for (const auto deadline = std::chrono::steady_clock::now() + ending_timeout;;) {
            const auto others = count_others();
            if (!others) return std::unexpected(others.error());
            if (role != Role::source || *others == 0) return {};
            if (std::chrono::steady_clock::now() > deadline) break;
            std::this_thread::sleep_for(ending_pause);
        }
        return fail(chatter::Errc::unavailable,
                    "Another Chatter is connected to the " + name() +
                        ". Stop it first; when it is stopped, these are what its pooler has kept: let go of "
                        "them (PgBouncer: RECONNECT).");
    }

    /// Errors: somebody is writing to the target.
    [[nodiscard]] Result<void> begin(Role role) {
        if (role != Role::target) {
            db_->execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        } else {
            std::string list;
            for (const auto& table : tables()) list += (list.empty() ? "" : ", ") + std::string(table.name);
            const auto lock =
                "BEGIN; SET LOCAL lock_timeout = '2s'; LOCK TABLE " + list + " IN EXCLUSIVE MODE";
            db_->execute(lock.c_str());
        }
        // Whoever reads a whole table in the order of its key shall not sort it first.
        db_->execute(
            "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;"
            "SET LOCAL enable_sort = off");
        return check();
    }

  private:
    /// How many other sessions Chatter has in this database.
    [[nodiscard]] Result<std::int64_t> count_others() {
        Query query(*db_, {0,
                           "SELECT current_database()::text, count(*) FILTER (WHERE datname = "
                           "current_database() AND application_name = 'chatter' AND pid <> "
                           "pg_backend_pid()) FROM pg_stat_activity"});
        std::int64_t others = 0;
        if (query.next()) {
            database_ = query.take<std::string>();
            others = query.take<std::int64_t>();
        }
        if (auto done = check(); !done) return std::unexpected(done.error());
        return others;
    }

    [[nodiscard]] Result<void> check() {
        const auto failure = db_->forget_failure();
        if (!failure) return {};
        return fail(chatter::Errc::unavailable, "PostgreSQL says: " + failure->message + ".");
    }

    std::unique_ptr<Connection> db_;
    std::string database_;
};

}  // namespace

Result<std::unique_ptr<Installation>> open_postgres(const std::string& url, Role role) {
    auto db = Connection::open({.url = url, .answer_timeout = answer_timeout});
    if (!db) return std::unexpected(db.error());
    const auto migrations = postgres::migration_status(**db);
    if (!migrations) return std::unexpected(migrations.error());
    auto installation = std::make_unique<PostgresInstallation>(std::move(*db));
    if (auto looked = installation->look_around(role); !looked) return std::unexpected(looked.error());
    if (auto present = require_present_schema(installation->name(), *migrations); !present)
        return std::unexpected(present.error());
    if (auto begun = installation->begin(role); !begun) return std::unexpected(begun.error());
    return installation;
}

}  // namespace chatter::store::move
