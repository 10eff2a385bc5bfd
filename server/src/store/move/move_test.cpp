#include "store/move/move.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "base/errc.hpp"
#include "store/errc.hpp"
#include "store/move/digest.hpp"
#include "store/move/postgres_installation.hpp"
#include "store/move/sqlite_installation.hpp"
#include "store/move/testing/filled_database.hpp"
#include "store/postgres/testing/cluster.hpp"
#include "store/sqlite/migrations.hpp"
#include "store/sqlite/testing/temp_folder.hpp"

namespace chatter::store::move {
namespace {

using postgres::testing::Database;
using sqlite::testing::TempFolder;
using testing::never;

const Progress no_progress = [](Step, const Table&, std::int64_t) {};

Result<Moved> move_to(const std::string& path, const Database& database,
                      const Progress& progress = no_progress, const std::atomic<bool>& stop = never) {
    const auto source = open_sqlite(path, Role::source);
    if (!source) return std::unexpected(source.error());
    const auto target = open_postgres(database.options().url, Role::target);
    if (!target) return std::unexpected(target.error());
    return move_installation(**source, **target, progress, stop);
}

Result<Moved> move_back(const Database& database, const std::string& path) {
    const auto source = open_postgres(database.options().url, Role::source);
    if (!source) return std::unexpected(source.error());
    const auto target = open_sqlite(path, Role::target);
    if (!target) return std::unexpected(target.error());
    return move_installation(**source, **target, no_progress, never);
}

class Move : public ::testing::Test {
  protected:
    void SetUp() override { testing::fill(folder_.database()); }
    TempFolder folder_;
    Database database_;
};

TEST_F(Move, to_postgres_and_back_changes_nothing) {
    const auto moved = move_to(folder_.database(), database_);
    ASSERT_TRUE(moved.has_value()) << moved.error().detail;
    EXPECT_EQ(moved->outcome, Outcome::moved);
    EXPECT_EQ(moved->row_count, 2 + 1 + 2 + 2 + 3 + 3 + 5000 + 1 + 4 + (2 + 1 + 1 + 1 + 1 + 2 + 2));
    EXPECT_EQ(database_.number("SELECT count(*) FROM memberships WHERE muted"), 1);
    EXPECT_EQ(database_.number("SELECT sum(seq)::bigint FROM messages WHERE changed"), 7);
    EXPECT_EQ(database_.number("SELECT deactivated_at FROM users WHERE username = 'bob'"), 9007199254740993);
    EXPECT_EQ(database_.number("SELECT max(length(bytes))::bigint FROM image_bytes"), 262144) << "in pieces";

    const auto back = folder_.path() + "/back.db";
    ASSERT_TRUE(sqlite::migrate(back).has_value());
    const auto returned = move_back(database_, back);
    ASSERT_TRUE(returned.has_value()) << returned.error().detail;
    EXPECT_EQ(returned->row_count, moved->row_count);
    const auto first = open_sqlite(folder_.database(), Role::source).value();
    const auto last = open_sqlite(back, Role::source).value();
    for (const auto& table : tables()) {
        std::vector<Row> rows, others;
        const auto into = [](std::vector<Row>& list) {
            return [&list](Row row) -> Result<void> {
                list.push_back(std::move(row));
                return {};
            };
        };
        ASSERT_TRUE(first->read(table, into(rows)).has_value());
        ASSERT_TRUE(last->read(table, into(others)).has_value());
        EXPECT_TRUE(rows == others) << table.name;
    }
}

TEST_F(Move, repeated_finds_the_same_rows_and_doubles_none) {
    ASSERT_TRUE(move_to(folder_.database(), database_).has_value());
    const auto again = move_to(folder_.database(), database_);
    ASSERT_TRUE(again.has_value()) << again.error().detail;
    EXPECT_EQ(again->outcome, Outcome::was_there_before);
    EXPECT_EQ(database_.number("SELECT count(*) FROM messages"), 5000);
}

TEST_F(Move, that_is_interrupted_leaves_an_empty_target_and_can_be_repeated) {
    for (const auto* const table : {"users", "image_bytes", "messages"}) {
        std::atomic<bool> stop = false;
        const Progress stop_at = [&](Step step, const Table& at, std::int64_t) {
            if (step == Step::copied && at.name == table) stop = true;
        };
        EXPECT_FALSE(move_to(folder_.database(), database_, stop_at, stop).has_value());
        EXPECT_EQ(database_.number("SELECT count(*) FROM users"), 0) << table;
    }
    const Progress cut = [&](Step step, const Table& at, std::int64_t) {
        if (step == Step::copied && at.name == "messages") database_.end_connections();
    };
    EXPECT_FALSE(move_to(folder_.database(), database_, cut).has_value()) << "the connection was cut";
    const auto moved = move_to(folder_.database(), database_);
    ASSERT_TRUE(moved.has_value()) << moved.error().detail;
    EXPECT_EQ(moved->outcome, Outcome::moved);
}

TEST_F(Move, into_a_target_with_other_data_is_refused_and_changes_nothing) {
    for (const auto* const change :
         {"UPDATE messages SET content = 'other' WHERE seq = 4321", "DELETE FROM reactions WHERE emoji = 'Z'",
          "UPDATE image_bytes SET bytes = set_byte(bytes, 5, get_byte(bytes, 5) # 1) WHERE place = 15"}) {
        const Database other;
        ASSERT_TRUE(move_to(folder_.database(), other).has_value());
        other.tamper(change);
        const auto refused = move_to(folder_.database(), other);
        ASSERT_FALSE(refused.has_value()) << change;
        EXPECT_NE(refused.error().detail.find("other data"), std::string::npos) << refused.error().detail;
    }
}

TEST_F(Move, writes_to_no_table_that_somebody_else_is_writing_to) {
    const auto other = database_.connect();
    other->execute("BEGIN; LOCK TABLE users IN ROW EXCLUSIVE MODE");
    const auto refused = move_to(folder_.database(), database_);
    ASSERT_FALSE(refused.has_value());
    EXPECT_NE(refused.error().detail.find("lock timeout"), std::string::npos) << refused.error().detail;
}

TEST_F(Move, from_postgres_is_refused_while_another_chatter_is_connected) {
    const auto server = database_.connect();
    const auto back = folder_.path() + "/back.db";
    ASSERT_TRUE(sqlite::migrate(back).has_value());
    const auto refused = move_back(database_, back);
    ASSERT_FALSE(refused.has_value());
    EXPECT_NE(refused.error().detail.find("Another Chatter"), std::string::npos) << refused.error().detail;
}

TEST_F(Move, from_postgres_waits_for_the_sessions_of_a_server_that_has_just_stopped) {
    ASSERT_TRUE(move_to(folder_.database(), database_).has_value());
    auto server = database_.connect();
    const std::jthread end([&](const std::stop_token& given_up) {
        while (!given_up.stop_requested() &&
               database_.number("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                                "AND query LIKE 'SELECT current_database()%'") == 0) {
        }
        server.reset();
    });
    const auto back = folder_.path() + "/back.db";
    ASSERT_TRUE(sqlite::migrate(back).has_value());
    const auto returned = move_back(database_, back);
    EXPECT_TRUE(returned.has_value()) << returned.error().detail;
}

TEST_F(Move, of_an_older_schema_is_refused) {
    const Database bare(Database::Schema::none);
    EXPECT_EQ(move_to(folder_.database(), bare).error().code, make_error_code(Errc::pending_migrations));
}

TEST_F(Move, of_a_newer_schema_is_refused_though_a_server_would_serve_it) {
    database_.tamper("INSERT INTO schema_migrations VALUES (9999, '9999_of_tomorrow', 'x', 0, 0)");
    const auto refused = move_to(folder_.database(), database_);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, make_error_code(Errc::newer_schema));
    EXPECT_NE(refused.error().detail.find("9999_of_tomorrow"), std::string::npos) << refused.error().detail;
}

TEST(Digest, tells_rows_apart_that_have_the_same_bytes) {
    const auto digest = [](const std::vector<Row>& rows) {
        Digester digester;
        for (const auto& row : rows) digester.add(row);
        return digester.finish();
    };
    const std::vector<std::vector<Row>> different = {{},
                                                     {{}},
                                                     {{std::string("ab"), std::string("c")}},
                                                     {{std::string("a"), std::string("bc")}},
                                                     {{std::string("abc")}},
                                                     {{std::string("abc"), std::monostate()}},
                                                     {{std::string("abc"), std::string()}},
                                                     {{std::int64_t{0}}},
                                                     {{std::string(8, '\0')}}};
    for (std::size_t i = 0; i < different.size(); ++i)
        for (std::size_t j = 0; j < different.size(); ++j)
            EXPECT_EQ(digest(different[i]) == digest(different[j]), i == j) << i << " " << j;
}

}  // namespace
}  // namespace chatter::store::move
