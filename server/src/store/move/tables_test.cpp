#include "store/move/tables.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <map>
#include <set>

#include "store/postgres/testing/cluster.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/migrations.hpp"
#include "store/sqlite/testing/temp_folder.hpp"

namespace chatter::store::move {
namespace {

using namespace std::chrono_literals;

/// `table.column type`, with a question mark where null may be.
using Schema = std::set<std::string>;

std::string line(std::string_view table, std::string_view column, std::string_view type, bool is_nullable) {
    return std::string(table) + "." + std::string(column) + " " + std::string(type) +
           (is_nullable ? "?" : "");
}

/// What the list of the move says, with the names that a store has for the types.
Schema listed(const std::map<Type, std::string>& type_names) {
    Schema schema;
    for (const auto& table : tables())
        for (const auto& column : table.columns)
            schema.insert(line(table.name, column.name, type_names.at(column.type), column.is_nullable));
    return schema;
}

class SqliteSchema : public ::testing::Test {
  protected:
    void SetUp() override {
        ASSERT_TRUE(sqlite::migrate(folder_.database()).has_value());
        db_ = sqlite::Connection::open(folder_.database(), sqlite::OpenMode::read_only, 5s).value();
    }
    void for_each_row(const char* text, const std::function<void(sqlite3_stmt*)>& take) const {
        sqlite3_stmt* statement = nullptr;
        ASSERT_EQ(sqlite3_prepare_v2(db_->handle(), text, -1, &statement, nullptr), SQLITE_OK);
        while (sqlite3_step(statement) == SQLITE_ROW) take(statement);
        sqlite3_finalize(statement);
    }
    static std::string text(sqlite3_stmt* row, int column) {
        return reinterpret_cast<const char*>(sqlite3_column_text(row, column));
    }
    sqlite::testing::TempFolder folder_;
    std::unique_ptr<sqlite::Connection> db_;
};

TEST_F(SqliteSchema, has_the_tables_and_columns_that_are_moved_and_no_other) {
    Schema found;
    for_each_row(
        "SELECT t.name, c.name, c.type, c.\"notnull\" FROM sqlite_schema t, pragma_table_info(t.name) c"
        " WHERE t.type = 'table'",
        [&](sqlite3_stmt* row) {
            if (!is_made_by_the_store(text(row, 0), text(row, 1)))
                found.insert(line(text(row, 0), text(row, 1), text(row, 2), sqlite3_column_int(row, 3) == 0));
        });
    EXPECT_EQ(found, listed({{Type::uuid, "BLOB"},
                             {Type::integer, "INTEGER"},
                             {Type::boolean, "INTEGER"},
                             {Type::text, "TEXT"},
                             {Type::bytes, "BLOB"}}));
}

TEST_F(SqliteSchema, refers_only_to_tables_that_are_moved_before) {
    std::vector<std::string> names;
    for (const auto& table : tables()) names.emplace_back(table.name);
    int count = 0;
    for_each_row(
        "SELECT t.name, f.\"table\" FROM sqlite_schema t, pragma_foreign_key_list(t.name) f"
        " WHERE t.type = 'table'",
        [&](sqlite3_stmt* row) {
            if (is_made_by_the_store(text(row, 0))) return;
            ++count;
            EXPECT_LE(std::ranges::find(names, text(row, 1)), std::ranges::find(names, text(row, 0)))
                << text(row, 0) << " before " << text(row, 1);
        });
    EXPECT_GT(count, 10);
}

TEST(PostgresSchema, has_the_tables_and_columns_that_are_moved_and_no_other) {
    const postgres::testing::Database database;
    const auto db = database.connect();
    Schema found;
    const postgres::sql::Statement statement{
        0,
        "SELECT table_name::text, column_name::text, data_type::text, is_nullable::text"
        " FROM information_schema.columns WHERE table_schema = 'public'"};
    postgres::Query row(*db, statement);
    while (row.next()) {
        const auto table = row.take<std::string>();
        const auto column = row.take<std::string>();
        auto type = row.take<std::string>();
        if (type == "smallint" || type == "integer") type = "bigint";
        if (!is_made_by_the_store(table, column))
            found.insert(line(table, column, type, row.take<std::string>() == "YES"));
    }
    auto expected = listed({{Type::uuid, "uuid"},
                            {Type::integer, "bigint"},
                            {Type::boolean, "boolean"},
                            {Type::text, "text"},
                            {Type::bytes, "bytea"}});
    for (const auto& table : tables())
        if (table.pieces == Pieces::in_postgres) expected.insert(line(table.name, "place", "bigint", false));
    EXPECT_EQ(found, expected);
}

}  // namespace
}  // namespace chatter::store::move
