#include "store/move/sqlite_installation.hpp"

#include <sqlite3.h>

#include "base/errc.hpp"
#include "store/errc.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/migrations.hpp"

namespace chatter::store::move {

namespace {

using namespace std::chrono_literals;

struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

Value read_value(sqlite3_stmt* statement, int index) {
    switch (sqlite3_column_type(statement, index)) {
        case SQLITE_NULL: return std::monostate();
        case SQLITE_INTEGER: return sqlite3_column_int64(statement, index);
        default: break;
    }
    const auto* const bytes = static_cast<const char*>(sqlite3_column_blob(statement, index));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, index));
    return size == 0 ? std::string() : std::string(bytes, size);
}

/// `value` outlives the statement's next step.
int bind_value(sqlite3_stmt* statement, int index, Type type, const Value& value) {
    if (const auto* const number = std::get_if<std::int64_t>(&value))
        return sqlite3_bind_int64(statement, index, *number);
    const auto* const text = std::get_if<std::string>(&value);
    if (text == nullptr) return sqlite3_bind_null(statement, index);
    if (type == Type::text)
        return sqlite3_bind_text64(statement, index, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
    return sqlite3_bind_blob64(statement, index, text->data(), text->size(), SQLITE_STATIC);
}

class SqliteInstallation final : public Installation {
  public:
    SqliteInstallation(std::string path, std::unique_ptr<sqlite::Connection> db)
        : path_(std::move(path)), db_(std::move(db)) {}

    [[nodiscard]] std::string name() const override { return "SQLite database " + path_; }

    [[nodiscard]] Result<void> read(const Table& table, const RowSink& sink) override {
        const auto statement = prepare("SELECT " + column_list(table) + " FROM " + std::string(table.name) +
                                       " ORDER BY " + std::string(table.key));
        if (!statement) return std::unexpected(statement.error());
        int code = SQLITE_ROW;
        while ((code = sqlite3_step(statement->get())) == SQLITE_ROW) {
            Row row;
            row.reserve(table.columns.size());
            for (int i = 0; i < static_cast<int>(table.columns.size()); ++i)
                row.push_back(read_value(statement->get(), i));
            if (auto taken = sink(std::move(row)); !taken) return taken;
        }
        if (code != SQLITE_DONE) return std::unexpected(failure());
        return {};
    }

    [[nodiscard]] Result<void> write(const Table& table, const std::vector<Row>& rows) override {
        std::string places;
        for (std::size_t i = 0; i < table.columns.size(); ++i) places += i == 0 ? "?" : ", ?";
        const auto statement = prepare("INSERT INTO " + std::string(table.name) + " (" + column_list(table) +
                                       ") VALUES (" + places + ")");
        if (!statement) return std::unexpected(statement.error());
        for (const auto& row : rows) {
            for (std::size_t i = 0; i < row.size(); ++i)
                if (bind_value(statement->get(), static_cast<int>(i) + 1, table.columns[i].type, row[i]) !=
                    SQLITE_OK)
                    return std::unexpected(failure());
            if (sqlite3_step(statement->get()) != SQLITE_DONE) return std::unexpected(failure());
            sqlite3_reset(statement->get());
        }
        return {};
    }

    [[nodiscard]] Result<void> execute(const char* statement) override {
        if (sqlite3_exec(db_->handle(), statement, nullptr, nullptr, nullptr) != SQLITE_OK)
            return std::unexpected(failure());
        return {};
    }

    [[nodiscard]] Result<bool> has_row(const std::string& query) override {
        const auto statement = prepare(query);
        if (!statement) return std::unexpected(statement.error());
        const int code = sqlite3_step(statement->get());
        if (code != SQLITE_ROW && code != SQLITE_DONE) return std::unexpected(failure());
        return code == SQLITE_ROW;
    }

    [[nodiscard]] Result<void> commit() override { return execute("COMMIT"); }

  private:
    [[nodiscard]] Error failure() const {
        return {chatter::Errc::unavailable,
                "Cannot use the " + name() + ": " + sqlite3_errmsg(db_->handle()) + "."};
    }

    [[nodiscard]] Result<Statement> prepare(const std::string& text) const {
        sqlite3_stmt* made = nullptr;
        if (sqlite3_prepare_v2(db_->handle(), text.c_str(), -1, &made, nullptr) != SQLITE_OK)
            return std::unexpected(failure());
        return Statement(made);
    }

    std::string path_;
    std::unique_ptr<sqlite::Connection> db_;
};

}  // namespace

Result<std::unique_ptr<Installation>> open_sqlite(const std::string& path, Role role) {
    const auto mode = role == Role::target ? sqlite::OpenMode::read_write : sqlite::OpenMode::read_only;
    auto db = sqlite::Connection::open(path, mode, 5s);
    if (!db) return std::unexpected(db.error());
    const auto migrations = sqlite::migration_status(**db);
    if (!migrations) return std::unexpected(migrations.error());
    if (auto applied = require_present_schema("SQLite database " + path, *migrations); !applied)
        return std::unexpected(applied.error());
    auto installation = std::make_unique<SqliteInstallation>(path, std::move(*db));
    if (auto begun = installation->execute(role == Role::target ? "BEGIN IMMEDIATE" : "BEGIN"); !begun)
        return std::unexpected(begun.error());
    return installation;
}

}  // namespace chatter::store::move
