#include "store/postgres/replica_reads.hpp"

#include <gtest/gtest.h>

#include "store/contract/store_contract.hpp"
#include "store/postgres/testing/cluster.hpp"

namespace chatter::store::postgres {
namespace {

using namespace std::chrono_literals;
using testing::Cluster;
using testing::statement;

constexpr auto read_number = statement("SELECT number, pg_is_in_recovery() FROM kept");
constexpr auto increase = statement("UPDATE kept SET number = number + 1");
constexpr auto log_end = statement("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint");

chat::UserId user_of(std::uint8_t number) {
    chat::UserId user;
    user.value.bytes[15] = number;
    return user;
}

TEST(CommitPositions, knows_the_last_commit_of_each_user) {
    CommitPositions positions(2);
    positions.note(user_of(1), 30);
    positions.note(user_of(1), 20);
    EXPECT_EQ(positions.of(user_of(1)), 30);
    EXPECT_EQ(positions.of(user_of(2)), 0);
    positions.note_for_everybody(10);
    EXPECT_EQ(positions.of(user_of(1)), 30);
    EXPECT_EQ(positions.of(user_of(2)), 10);
}

TEST(CommitPositions, asks_more_than_is_needed_of_whom_it_has_forgotten_and_never_less) {
    CommitPositions positions(2);
    for (std::uint8_t i = 1; i <= 100; ++i) {
        positions.note(user_of(i), i);
        for (std::uint8_t j = 1; j <= i; ++j) EXPECT_GE(positions.of(user_of(j)), j);
    }
    EXPECT_EQ(positions.of(user_of(100)), 100);
    EXPECT_LT(positions.of(user_of(1)), 99);
}

class Replication : public ::testing::Test {
  protected:
    struct Seen {
        std::int64_t number;
        bool by_replica;
    };

    static void SetUpTestSuite() {
        primary_ = std::make_unique<Cluster>();
        replica_ = std::make_unique<Cluster>(Cluster::ReplicaOf{*primary_});
    }
    static void TearDownTestSuite() {
        replica_.reset();
        primary_.reset();
    }

    Replication() {
        primary_->administer(
            "DROP TABLE IF EXISTS kept; CREATE TABLE kept (number bigint);"
            " INSERT INTO kept VALUES (0)");
        positions().note_for_everybody(end_of_log());
        read_by_replica(user_of(0));
    }

    CommitPositions& positions() { return reads_.positions(); }
    std::int64_t end_of_log() { return ask(log_end); }
    std::int64_t ask(const sql::Statement& text) {
        return run_task(readers_.read([&text](Connection& db) -> Result<std::int64_t> {
                   Query query(db, text);
                   return query.next() ? query.take<std::int64_t>() : 0;
               }))
            .value();
    }
    /// One more, by `user`.
    void write(chat::UserId user) {
        ask(increase);
        positions().note(user, end_of_log());
    }
    Seen read(chat::UserId user) {
        return run_task(reads_.read(user,
                                    [](Snapshot& snapshot) -> Result<Seen> {
                                        snapshot.send(read_number);
                                        snapshot.finish();
                                        auto rows = snapshot.take();
                                        if (!rows.next()) return Seen{.number = -1, .by_replica = false};
                                        const auto number = rows.take<std::int64_t>();
                                        return Seen{.number = number, .by_replica = rows.take<bool>()};
                                    }))
            .value();
    }
    /// Reads until the replica answers, at most 20 s.
    Seen read_by_replica(chat::UserId user) {
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        auto seen = read(user);
        while (!seen.by_replica && std::chrono::steady_clock::now() < deadline) {
            std::this_thread::sleep_for(5ms);
            seen = read(user);
        }
        return seen;
    }

    static std::unique_ptr<Cluster> primary_, replica_;
    Connector connector_{{.url = primary_->url("postgres")}};
    ReaderPool readers_{"test", connector_, {.readers = 2}};
    ReplicaReads reads_{readers_, {.url = replica_->url("postgres"), .users_max = 100}};
};

std::unique_ptr<Cluster> Replication::primary_;
std::unique_ptr<Cluster> Replication::replica_;

TEST_F(Replication, answers_from_the_replica_once_that_has_what_the_user_did) {
    write(user_of(1));
    const auto seen = read_by_replica(user_of(1));
    EXPECT_TRUE(seen.by_replica);
    EXPECT_EQ(seen.number, 1);
}

TEST_F(Replication, never_shows_a_user_less_than_that_user_did) {
    for (int i = 1; i <= 200; ++i) {
        write(user_of(1));
        EXPECT_EQ(read(user_of(1)).number, i);
    }
}

TEST_F(Replication, shows_whoever_has_just_written_the_primary_while_the_replica_lags) {
    ASSERT_TRUE(read_by_replica(user_of(1)).by_replica);
    replica_->administer("SELECT pg_wal_replay_pause()");
    write(user_of(1));
    const auto writers = read(user_of(1)), others = read(user_of(2));
    replica_->administer("SELECT pg_wal_replay_resume()");
    EXPECT_FALSE(writers.by_replica);
    EXPECT_EQ(writers.number, 1);
    EXPECT_TRUE(others.by_replica);
    EXPECT_EQ(others.number, 0);
    EXPECT_EQ(read_by_replica(user_of(1)).number, 1);
}

TEST_F(Replication, goes_on_without_the_replica_and_comes_back_to_it) {
    ASSERT_TRUE(read_by_replica(user_of(1)).by_replica);
    replica_->kill();
    write(user_of(1));
    for (int i = 0; i < 20; ++i) {
        const auto seen = read(user_of(i % 2 == 0 ? 1 : 2));
        EXPECT_FALSE(seen.by_replica);
        EXPECT_EQ(seen.number, 1);
    }
    replica_->start();
    const auto seen = read_by_replica(user_of(1));
    EXPECT_TRUE(seen.by_replica);
    EXPECT_EQ(seen.number, 1);
}

TEST_F(Replication, reads_from_the_primary_when_the_replica_is_none) {
    ReplicaReads misled(readers_, {.url = primary_->url("postgres")});
    int runs = 0;
    EXPECT_EQ(run_task(misled.read(user_of(1),
                                   [&runs](Snapshot& snapshot) -> Result<int> {
                                       snapshot.send(read_number);
                                       snapshot.finish();
                                       return ++runs;
                                   }))
                  .value(),
              2);
}

}  // namespace
}  // namespace chatter::store::postgres
