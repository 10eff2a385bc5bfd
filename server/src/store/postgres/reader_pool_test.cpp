#include "store/postgres/reader_pool.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

#include "base/metrics.hpp"
#include "store/contract/store_contract.hpp"
#include "store/postgres/snapshot.hpp"
#include "store/postgres/testing/cluster.hpp"

namespace chatter::store::postgres {
namespace {

using namespace std::chrono_literals;
using testing::Cluster;
using testing::Database;
using testing::statement;

/// The process that serves the connection of whoever runs it.
Result<std::int64_t> ask_process(Connection& db) {
    Query query(db, statement("SELECT pg_backend_pid()"));
    return query.next() ? query.take<std::int64_t>() : -1;
}

class PostgresReaderPool : public ::testing::Test {
  protected:
    [[nodiscard]] std::int64_t connections() const {
        return database_.number(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }

    /// What becomes of so many reads, of which the first keeps the only reader busy until all have come.
    [[nodiscard]] std::vector<std::error_code> codes_of_reads(std::size_t count, std::size_t bytes) {
        std::vector<std::error_code> codes(count);
        std::promise<void> begun, all_have_come;
        {
            ReaderPool readers("test", connector_,
                               {.readers = 1, .queue_count_max = 2, .queue_bytes_max = 100, .deadline = 60s});
            const auto note = [&codes](std::size_t i) {
                return Completion<Result<void>>(
                    [&codes, i](const Result<void>& result) { codes[i] = code_of(result); });
            };
            readers.start(
                [&begun, &all_have_come](Connection&) -> Result<void> {
                    begun.set_value();
                    all_have_come.get_future().wait();
                    return {};
                },
                note(0), bytes);
            begun.get_future().wait();
            for (std::size_t i = 1; i < count; ++i)
                readers.start([](Connection&) -> Result<void> { return {}; }, note(i), bytes);
            all_have_come.set_value();
        }
        return codes;
    }

    Database database_{Database::Schema::none};
    Connector connector_{database_.options()};
};

TEST_F(PostgresReaderPool, has_few_connections_while_few_are_busy) {
    {
        ReaderPool many("many", connector_, {.readers = 32});
        for (int i = 0; i < 40; ++i) EXPECT_TRUE(run_task(many.read(ask_process)).has_value());
        // On a busy machine some may still be putting their last answer away when the next read comes.
        EXPECT_LE(connections(), 16);
    }
    ReaderPool readers("test", connector_, {.readers = 4, .deadline = 60s});
    std::mutex mutex;  // guards `begun`
    std::condition_variable changed;
    int begun = 0;
    std::vector<Task<Result<void>>> slow;
    for (int i = 0; i < 6; ++i)
        slow.push_back(readers.read([&](Connection&) -> Result<void> {
            std::unique_lock lock(mutex);
            ++begun;
            changed.notify_all();
            EXPECT_TRUE(changed.wait_for(lock, 30s, [&] { return begun >= 4; }));
            return {};
        }));
    for (const auto& result : run_tasks(std::move(slow))) EXPECT_TRUE(result.has_value());
    EXPECT_TRUE(metrics::text().contains("chatter_pool_connections{pool=\"test\"} 4\n"));
    EXPECT_TRUE(metrics::text().contains("chatter_pool_waiting{pool=\"test\"} 0\n"));
}

TEST_F(PostgresReaderPool, answers_although_every_connection_has_died_while_it_was_idle) {
    ReaderPool readers("test", connector_, {.readers = 1});
    for (int round = 0; round < 3; ++round) {
        ASSERT_TRUE(run_task(readers.read(ask_process)).has_value());
        ASSERT_GE(database_.end_connections(), 1);
    }
    EXPECT_TRUE(run_task(readers.read(ask_process)).has_value());
}

TEST_F(PostgresReaderPool, asks_again_on_another_connection_when_one_dies_under_a_read) {
    ReaderPool readers("test", connector_, {.readers = 1});
    int runs = 0;
    const auto process = run_task(readers.read([&runs](Connection& db) -> Result<std::int64_t> {
        const auto own = ask_process(db);
        if (++runs == 1) run(db, statement("SELECT pg_terminate_backend(pg_backend_pid())"));
        return own;
    }));
    ASSERT_TRUE(process.has_value());
    EXPECT_EQ(runs, 2);
}

TEST_F(PostgresReaderPool, gives_a_read_up_that_kills_its_connection_twice) {
    ReaderPool readers("test", connector_, {.readers = 1});
    int runs = 0;
    const auto result = run_task(readers.read([&runs](Connection& db) -> Result<void> {
        ++runs;
        run(db, statement("SELECT pg_terminate_backend(pg_backend_pid())"));
        return {};
    }));
    EXPECT_EQ(code_of(result), chatter::Errc::unavailable);
    EXPECT_EQ(runs, 2);
    EXPECT_TRUE(run_task(readers.read(ask_process)).has_value());
}

TEST_F(PostgresReaderPool, reads_on_after_a_statement_that_failed_in_a_transaction) {
    ReaderPool readers("test", connector_, {.readers = 1});
    const auto process = run_task(readers.read(ask_process)).value();
    const auto failed = run_task(readers.read([](Connection& db) -> Result<void> {
        run(db, sql::begin_read);
        run(db, statement("SELECT 1 / 0"));
        return {};
    }));
    EXPECT_EQ(code_of(failed), chatter::Errc::internal);
    const auto left_open = run_task(readers.read([](Connection& db) -> Result<void> {
        run(db, sql::begin_read);
        return {};
    }));
    EXPECT_TRUE(left_open.has_value());
    EXPECT_FALSE(
        run_task(readers.read([](Connection& db) -> Result<bool> { return db.in_transaction(); })).value());
    EXPECT_EQ(run_task(readers.read(ask_process)).value(), process);
}

TEST_F(PostgresReaderPool, has_the_server_end_a_statement_that_takes_too_long) {
    ReaderPool readers("test", connector_, {.readers = 1, .statement_limit = 3s});
    const auto process = run_task(readers.read(ask_process)).value();
    const auto limit = run_task(readers.read([](Connection& db) -> Result<std::string> {
        Query query(db, statement("SELECT current_setting('statement_timeout')"));
        return query.next() ? query.take<std::string>() : "";
    }));
    EXPECT_EQ(limit.value(), "3s");

    const auto before = std::chrono::steady_clock::now();
    const auto alone = run_task(readers.read([](Connection& db) -> Result<void> {
        run(db, statement("SELECT pg_sleep(60)"));
        return {};
    }));
    EXPECT_EQ(code_of(alone), chatter::Errc::unavailable);
    const auto in_a_snapshot = run_task(readers.read([](Connection& db) -> Result<void> {
        Snapshot snapshot(db);
        snapshot.send(statement("SELECT pg_sleep(60)"));
        snapshot.finish();
        return {};
    }));
    EXPECT_EQ(code_of(in_a_snapshot), chatter::Errc::unavailable);
    EXPECT_LT(std::chrono::steady_clock::now() - before, 50s);
    EXPECT_EQ(run_task(readers.read(ask_process)).value(), process) << "the connection is still good";
}

TEST_F(PostgresReaderPool, refuses_what_is_more_than_its_bounds) {
    const std::error_code fine, busy = make_error_code(chatter::Errc::busy);
    EXPECT_EQ(codes_of_reads(5, 0), (std::vector{fine, fine, fine, busy, busy}));
    EXPECT_EQ(codes_of_reads(3, 90), (std::vector{fine, fine, busy}));
}

TEST(PostgresReaderPoolWithoutDatabase, refuses_a_read_at_its_deadline) {
    Connector connector({.url = "postgresql:///none?host=%2Fnonexistent"});
    ReaderPool readers("test", connector, {.readers = 2, .deadline = 300ms});
    const auto begin = std::chrono::steady_clock::now();
    std::vector<Task<Result<std::int64_t>>> reads;
    for (int i = 0; i < 5; ++i) reads.push_back(readers.read(ask_process));
    for (const auto& result : run_tasks(std::move(reads)))
        EXPECT_EQ(code_of(result), chatter::Errc::unavailable);
    const auto waited = std::chrono::steady_clock::now() - begin;
    EXPECT_GE(waited, 250ms);
    EXPECT_LT(waited, 9s);
}

TEST(PostgresReaderPoolWithoutDatabase, answers_who_waits_once_the_database_is_back) {
    Cluster cluster;
    Connector connector({.url = cluster.url("postgres")});
    ReaderPool readers("test", connector, {.readers = 2, .deadline = 60s});
    ASSERT_TRUE(run_task(readers.read(ask_process)).has_value());
    cluster.kill();
    std::thread askers([&readers] {
        std::vector<Task<Result<std::int64_t>>> reads;
        for (int i = 0; i < 4; ++i) reads.push_back(readers.read(ask_process));
        for (const auto& result : run_tasks(std::move(reads))) EXPECT_TRUE(result.has_value());
    });
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (!connector.is_away() && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(5ms);
    EXPECT_TRUE(connector.is_away());
    cluster.start();
    askers.join();
}

TEST(PostgresReaderPoolWithoutDatabase, ends_although_reads_still_wait) {
    Connector connector({.url = "postgresql:///none?host=%2Fnonexistent"});
    std::optional<ReaderPool> readers(std::in_place, "test", connector,
                                      ReaderLimits{.readers = 1, .deadline = 60s});
    std::optional<std::error_code> code;
    readers->start(ask_process, Completion<Result<std::int64_t>>(
                                    [&code](Result<std::int64_t> result) { code = code_of(result); }));
    readers.reset();
    EXPECT_EQ(code, chatter::Errc::unavailable);
}

}  // namespace
}  // namespace chatter::store::postgres
