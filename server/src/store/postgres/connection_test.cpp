#include "store/postgres/connection.hpp"

#include <gtest/gtest.h>

#include "base/errc.hpp"
#include "store/contract/store_contract.hpp"
#include "store/errc.hpp"
#include "store/postgres/testing/cluster.hpp"

namespace chatter::store::postgres {
namespace {

using namespace std::chrono_literals;
using testing::Cluster;
using testing::Database;
using testing::statement;

class PostgresConnection : public ::testing::Test {
  protected:
    Database database_{Database::Schema::none};
    std::unique_ptr<Connection> connection_ = database_.connect();
    Connection& db_ = *connection_;
};

TEST_F(PostgresConnection, gives_back_what_it_was_given) {
    const auto id = chat::UserId::parse("01890a5d-ac96-774b-bcce-b302099a8057").value();
    const Time time(1'700'000'000'123ms);
    const std::string bytes("a\0b\xff", 4);
    Query query(db_, statement("SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9"), std::int64_t{-3}, "é", id, time,
                true, chat::RoomKind::direct, BlobView{bytes}, std::optional<std::string>(),
                std::optional<std::int64_t>(7));
    ASSERT_TRUE(query.next());
    EXPECT_EQ(query.take<std::int64_t>(), -3);
    EXPECT_EQ(query.take<std::string>(), "é");
    EXPECT_EQ(query.take<chat::UserId>(), id);
    EXPECT_EQ(query.take<Time>(), time);
    EXPECT_TRUE(query.take<bool>());
    EXPECT_EQ(query.take<chat::RoomKind>(), chat::RoomKind::direct);
    EXPECT_EQ(query.take<std::string>(), bytes);
    EXPECT_TRUE(query.is_next_null());
    EXPECT_EQ(query.take<std::optional<std::string>>(), std::nullopt);
    EXPECT_EQ(query.take<std::optional<std::int64_t>>(), 7);
    EXPECT_FALSE(query.next());
    EXPECT_FALSE(db_.failed());
}

TEST_F(PostgresConnection, binds_vectors_as_arrays) {
    const std::vector<std::int64_t> numbers{1, -2, 3};
    const std::vector<std::optional<std::string>> texts{"a", std::nullopt, ""};
    const std::vector<chat::UserId> ids(3);
    Query query(db_, statement("SELECT * FROM unnest($1::bigint[], $2::text[], $3::uuid[])"), numbers, texts,
                ids);
    for (std::size_t i = 0; i < 3; ++i) {
        ASSERT_TRUE(query.next());
        EXPECT_EQ(query.take<std::int64_t>(), numbers[i]);
        EXPECT_EQ(query.take<std::optional<std::string>>(), texts[i]);
        EXPECT_EQ(query.take<chat::UserId>(), ids[i]);
    }
    EXPECT_FALSE(query.next());
    Query none(db_, statement("SELECT cardinality($1)"), std::vector<std::string>{});
    ASSERT_TRUE(none.next());
    EXPECT_EQ(none.take<std::int64_t>(), 0);
}

TEST_F(PostgresConnection, counts_the_rows_that_changed) {
    db_.execute("CREATE TABLE t (n smallint); INSERT INTO t VALUES (1), (2), (3)");
    run(db_, statement("DELETE FROM t WHERE n > $1"), std::int64_t{1});
    EXPECT_EQ(db_.changes(), 2);
    Query rest(db_, statement("SELECT n FROM t"));
    ASSERT_TRUE(rest.next());
    EXPECT_EQ(rest.take<std::int64_t>(), 1);
}

TEST_F(PostgresConnection, does_nothing_after_a_failure_until_that_is_taken) {
    db_.execute("CREATE TABLE t (n bigint UNIQUE)");
    run(db_, sql::begin);
    run(db_, statement("INSERT INTO t VALUES (1), (1)"));
    ASSERT_TRUE(db_.failed());
    EXPECT_TRUE(db_.failure()->is_duplicate());
    EXPECT_FALSE(Query(db_, statement("SELECT 1")).next());
    EXPECT_EQ(db_.take_failure()->code, make_error_code(chatter::Errc::internal));
    EXPECT_TRUE(db_.in_transaction());
    EXPECT_FALSE(Query(db_, sql::commit).committed()) << "it was rolled back";
    EXPECT_FALSE(db_.in_transaction());
    EXPECT_TRUE(Query(db_, statement("SELECT 1")).next());
}

TEST_F(PostgresConnection, asks_many_things_in_one_round_trip) {
    Pipeline pipeline(db_);
    pipeline.send(sql::begin);
    for (std::int64_t i = 0; i < 1000; ++i) pipeline.send(statement("SELECT $1, repeat('x', 5000)"), i);
    pipeline.sync();
    pipeline.skip();
    for (std::int64_t i = 0; i < 1000; ++i) {
        Query query = pipeline.take();
        ASSERT_TRUE(query.next());
        EXPECT_EQ(query.take<std::int64_t>(), i);
    }
    pipeline.send(sql::commit);
    pipeline.sync();
    EXPECT_TRUE(pipeline.take().committed());
    EXPECT_FALSE(db_.in_transaction());
}

TEST_F(PostgresConnection, runs_nothing_of_a_pipeline_after_a_failure) {
    db_.execute("CREATE TABLE t (n bigint)");
    {
        Pipeline pipeline(db_);
        pipeline.send(statement("INSERT INTO t VALUES (1)"));
        pipeline.send(statement("SELECT 1 / (1 - $1)"), std::int64_t{1});
        pipeline.send(statement("SELECT 7"));
        pipeline.sync();
        pipeline.skip();
        EXPECT_FALSE(pipeline.take().next());
        EXPECT_FALSE(pipeline.take().next());
        EXPECT_EQ(db_.forget_failure()->sqlstate, "22012");
        pipeline.send(statement("SELECT 8"));
        pipeline.sync();
        EXPECT_TRUE(pipeline.take().next());
    }
    EXPECT_EQ(database_.number("SELECT count(*) FROM t"), 0);
    EXPECT_TRUE(Query(db_, statement("SELECT 9")).next());
}

TEST_F(PostgresConnection, is_lost_when_the_server_ends_it) {
    EXPECT_GE(database_.end_connections(), 1);
    EXPECT_FALSE(Query(db_, statement("SELECT 1")).next());
    EXPECT_TRUE(db_.is_lost());
    EXPECT_EQ(db_.take_failure()->code, make_error_code(chatter::Errc::unavailable));
    EXPECT_FALSE(Query(db_, statement("SELECT 1")).next()) << "it stays so";
    Pipeline pipeline(db_);
    pipeline.send(statement("SELECT 1"));
    pipeline.sync();
    EXPECT_FALSE(pipeline.take().next());
}

TEST_F(PostgresConnection, is_lost_when_an_answer_takes_too_long) {
    db_.set_answer_timeout(50ms);
    EXPECT_FALSE(Query(db_, statement("SELECT pg_sleep(10)")).next());
    EXPECT_TRUE(db_.is_lost());
    EXPECT_EQ(db_.take_failure()->code, make_error_code(chatter::Errc::unavailable));
}

std::string why_not_open(const std::string& url) {
    const auto refused = Connection::open({.url = url, .connect_timeout = 10s});
    EXPECT_EQ(code_of(refused), make_error_code(Errc::cannot_open)) << url;
    return refused ? "" : refused.error().detail;
}

TEST_F(PostgresConnection, says_in_one_line_why_it_cannot_be_made) {
    const auto& cluster = Cluster::shared();
    EXPECT_NE(why_not_open(cluster.url("nothing")).find("there is no such database"), std::string::npos);
    EXPECT_NE(why_not_open(cluster.url("postgres", "nobody")).find("there is no such user"),
              std::string::npos);
    EXPECT_NE(why_not_open("postgresql://u:secret@127.0.0.1:1/db").find("nothing listens"),
              std::string::npos);
    EXPECT_NE(why_not_open("postgresql://u:secret@no-host.invalid/db").find("no host of this name"),
              std::string::npos);
    cluster.administer("CREATE USER lonely CONNECTION LIMIT 0");
    EXPECT_NE(why_not_open(cluster.url("postgres", "lonely")).find("as many connections as it allows"),
              std::string::npos);
    cluster.administer("DROP USER lonely; CREATE USER outsider; REVOKE CONNECT ON DATABASE " +
                       database_.name() + " FROM PUBLIC");
    EXPECT_NE(why_not_open(cluster.url(database_.name(), "outsider")).find("lacks the privilege CONNECT"),
              std::string::npos);
    cluster.administer("DROP USER outsider");
}

TEST_F(PostgresConnection, never_shows_a_password_not_even_a_badly_quoted_one) {
    for (const auto* url :
         {"postgresql://u:tul@ip42@host/db", "postgresql://u:tul/ip42@host/db",
          "postgresql://u:%zzip42@host/db", "postgresql://u:tulip42@127.0.0.1:1/db",
          "postgresql://u:tul?ip42@127.0.0.1:1/db", "postgresql://127.0.0.1:1/db?user=u&password=tulip42",
          "postgresql://u:tulip42@[::1", "postgresql://u:tul:ip42@127.0.0.1:1/db"}) {
        const auto detail = why_not_open(url);
        EXPECT_EQ(detail.find("ip42"), std::string::npos) << detail;
        EXPECT_EQ(detail.find("tul"), std::string::npos) << detail;
        EXPECT_EQ(detail.find('\n'), std::string::npos) << detail;
    }
}

}  // namespace
}  // namespace chatter::store::postgres
