#include "store/postgres/migrations.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/errc.hpp"
#include "store/contract/store_contract.hpp"
#include "store/errc.hpp"
#include "store/postgres/testing/cluster.hpp"

namespace chatter::store::postgres {
namespace {

using testing::Cluster;
using testing::Database;

/// Brings a database of two migrations back to the first.
constexpr const char* undo_second =
    "DELETE FROM schema_migrations WHERE number = 2; DROP TABLE profile_changes;"
    "DROP FUNCTION count_profile_change CASCADE;";

class PostgresMigrations : public ::testing::Test {
  protected:
    std::vector<std::string> pending_names() {
        std::vector<std::string> names;
        const auto status = migration_status(database_.options()).value();
        for (const auto& migration : status)
            if (migration.is_pending()) names.push_back(migration.name);
        return names;
    }
    Database database_{Database::Schema::none};
};

TEST_F(PostgresMigrations, make_every_table_of_an_empty_database) {
    EXPECT_EQ(pending_names().front(), "0001_create_tables");
    EXPECT_EQ(database_.number("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), 0)
        << "asking makes nothing";
    const auto pending = pending_names();
    EXPECT_EQ(migrate(database_.options()).value(), pending);
    EXPECT_TRUE(pending_names().empty());
    EXPECT_GT(migration_status(database_.options())->at(0).applied_at,
              Time(std::chrono::seconds(1'700'000'000)));
    EXPECT_EQ(database_.number("SELECT count(*) FROM messages"), 0);
    EXPECT_TRUE(migrate(database_.options()).value().empty()) << "there is nothing left to do";
}

TEST_F(PostgresMigrations, are_applied_once_when_many_migrate_at_once) {
    const auto expected = pending_names().size();
    std::atomic<std::size_t> applied = 0;
    {
        std::vector<std::jthread> migrators;
        for (int i = 0; i < 4; ++i)
            migrators.emplace_back([&] { applied += migrate(database_.options()).value().size(); });
    }
    EXPECT_EQ(applied, expected);
    EXPECT_TRUE(pending_names().empty());
}

TEST_F(PostgresMigrations, leave_nothing_behind_when_one_fails) {
    database_.tamper("CREATE TABLE reactions (n bigint)");  // in the way of the last statement
    EXPECT_EQ(code_of(migrate(database_.options())), make_error_code(chatter::Errc::internal));
    EXPECT_EQ(database_.number("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), 1);
    database_.tamper("DROP TABLE reactions");
    EXPECT_TRUE(migrate(database_.options()).has_value());
}

TEST_F(PostgresMigrations, are_refused_by_name_when_one_was_edited) {
    for (const auto* edit : {"UPDATE schema_migrations SET checksum = 'other' WHERE number = 1",
                             "UPDATE schema_migrations SET name = '0001_other' WHERE number = 1",
                             "INSERT INTO schema_migrations VALUES (0, '0000_missing', 'x', 0)"}) {
        const Database edited;
        edited.tamper(edit);
        const auto refused = migrate(edited.options());
        ASSERT_EQ(code_of(refused), make_error_code(Errc::edited_migration)) << edit;
        EXPECT_NE(refused.error().detail.find("000"), std::string::npos) << refused.error().detail;
        EXPECT_EQ(code_of(migration_status(edited.options())), make_error_code(Errc::edited_migration));
    }
}

TEST_F(PostgresMigrations, are_refused_when_the_database_is_newer_than_the_program) {
    const Database newer;
    newer.tamper("INSERT INTO schema_migrations VALUES (9999, '9999_from_the_future', 'x', 0)");
    const auto refused = migrate(newer.options());
    ASSERT_EQ(code_of(refused), make_error_code(Errc::newer_schema));
    EXPECT_NE(refused.error().detail.find("9999_from_the_future"), std::string::npos);
}

TEST_F(PostgresMigrations, go_on_under_a_newer_version_that_has_only_added) {
    const Database newer;
    newer.tamper("INSERT INTO schema_migrations VALUES (9999, '9999_of_tomorrow', 'x', 0, 0)");
    EXPECT_TRUE(migrate(newer.options()).value().empty());
    EXPECT_TRUE(migration_status(newer.options()).value().back().is_newer);
    newer.tamper("UPDATE schema_migrations SET needs = 9998 WHERE number = 9999");
    EXPECT_EQ(code_of(migrate(newer.options())), make_error_code(Errc::newer_schema));
}

TEST_F(PostgresMigrations, complete_the_table_that_the_first_versions_made) {
    const Database first;
    first.tamper(std::string(undo_second) + "ALTER TABLE schema_migrations DROP COLUMN needs");
    const auto status = migration_status(first.options());
    ASSERT_TRUE(status.has_value()) << status.error().detail;
    EXPECT_TRUE(status->at(1).is_pending());
    EXPECT_EQ(migrate(first.options()).value(), std::vector<std::string>{"0002_count_profile_changes"});
    EXPECT_EQ(first.number("SELECT needs FROM schema_migrations WHERE number = 2"), 0);
}

TEST_F(PostgresMigrations, try_again_when_a_deadlock_has_ended_one) {
    const Database database;
    database.tamper(undo_second);
    // Longer than this thread may be held up once the migrator waits, which looks for a ring but once.
    database.tamper("ALTER DATABASE " + database.name() + " SET deadlock_timeout = '5s'");
    const auto server = database.connect();
    server->set_answer_timeout(std::chrono::seconds(60));
    // The lock is the migrators' own: who holds a table and waits for it is in a ring with them.
    server->execute("SET deadlock_timeout = '60s'; BEGIN; LOCK TABLE users");
    Result<std::vector<std::string>> applied;
    {
        const std::jthread migrator([&] { applied = migrate(database.options()); });
        const auto* const waiting =
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'users'::regclass";
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (database.number(waiting) == 0 && std::chrono::steady_clock::now() < deadline)
            std::this_thread::yield();
        server->execute("SELECT pg_advisory_xact_lock(7310034283826791284)");
        EXPECT_FALSE(server->failed()) << "it is the migration that was ended";
        server->execute("ROLLBACK");
    }
    EXPECT_EQ(applied.value(), std::vector<std::string>{"0002_count_profile_changes"});
    EXPECT_EQ(database.number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"),
              1);
}

TEST_F(PostgresMigrations, say_which_privilege_is_missing) {
    const auto& cluster = Cluster::shared();
    cluster.administer("CREATE USER guest");
    database_.tamper("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    const auto refused = migrate({.url = cluster.url(database_.name(), "guest")});
    ASSERT_EQ(code_of(refused), make_error_code(Errc::not_permitted));
    EXPECT_NE(refused.error().detail.find("permission denied for schema public"), std::string::npos)
        << refused.error().detail;
    cluster.administer("DROP USER guest");
}

}  // namespace
}  // namespace chatter::store::postgres
