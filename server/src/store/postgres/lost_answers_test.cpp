#include <gtest/gtest.h>

#include <limits>
#include <thread>

#include "store/postgres/replica_reads.hpp"
#include "store/postgres/testing/cutting_relay.hpp"
#include "store/postgres/testing/postgres_store.hpp"

// What becomes of writes whose connection is lost before the answer has come.
namespace chatter::store::postgres {
namespace {

using namespace std::chrono_literals;
using testing::Database;
using testing::first_seqs;
using testing::options_of;

/// Messages that one round trip posts, or others.
enum class Way { at_once, in_steps };

class LostAnswers : public testing::PostgresStore, public ::testing::WithParamInterface<Way> {
  protected:
    chat::NewMessage wanted(std::string content) {
        auto message = new_message(room_, std::move(content));
        if (GetParam() == Way::in_steps) message.mentioned_names = {"nobody"};
        return message;
    }
    Result<chat::PostedMessage> post(std::string content) {
        return run_task(store_->post_message(wanted(std::move(content))));
    }
};

INSTANTIATE_TEST_SUITE_P(Postgres, LostAnswers, ::testing::Values(Way::at_once, Way::in_steps),
                         [](const auto& way) { return way.param == Way::at_once ? "at_once" : "in_steps"; });

TEST_P(LostAnswers, goes_on_after_its_connections_were_ended) {
    ASSERT_TRUE(post("one").has_value());
    for (int i = 2; i < 12; ++i) {
        EXPECT_GE(database_.end_connections(), 1);
        EXPECT_EQ(post("more").value().message.seq, i);
    }
    EXPECT_EQ(published_seqs()[room_.id], first_seqs(11));
}

TEST_P(LostAnswers, loses_and_doubles_nothing_while_connections_are_ended_under_load) {
    std::int64_t ended = 0;
    for (int round = 0; round < 40; ++round) {
        const std::jthread killer([&] { ended += database_.end_connections(); });
        std::vector<Task<Result<chat::PostedMessage>>> sending;
        for (int i = 0; i < 25; ++i) sending.push_back(store_->post_message(wanted("text")));
        for (const auto& posted : run_tasks(std::move(sending))) EXPECT_TRUE(posted.has_value());
    }
    EXPECT_GT(ended, 20);
    EXPECT_EQ(published_seqs()[room_.id], first_seqs(1000));
    EXPECT_EQ(count_messages(), 1000);
}

TEST_P(LostAnswers, publishes_what_it_was_told_to_be_committed_before_its_connection_ended) {
    testing::CuttingRelay relay(database_.cluster());
    start_at(relay.url(database_.name()));
    ASSERT_TRUE(post("one").has_value());
    relay.cut_at_commit(1);
    const auto posted = post("two");
    EXPECT_TRUE(relay.has_cut());
    ASSERT_TRUE(posted.has_value());
    EXPECT_FALSE(posted->repeated);
    EXPECT_EQ(published_seqs()[room_.id], first_seqs(2));
    EXPECT_EQ(count_messages(), 2);
    store_.reset();  // it needs the relay
}

TEST_P(LostAnswers, asks_where_the_log_ends_when_its_connection_ended_before_it_was_told) {
    testing::CuttingRelay relay(database_.cluster());
    Connector connector({.url = relay.url(database_.name())});
    CommitPositions positions(10);
    Writer writer(connector, sink_, &positions, {});
    ASSERT_TRUE(run_task(writer.post(1, wanted("one"))).has_value());
    const auto before = positions.of(ada_.id);
    relay.cut_at_commit(1);
    ASSERT_TRUE(run_task(writer.post(1, wanted("two"))).has_value());
    EXPECT_TRUE(relay.has_cut());
    EXPECT_GT(positions.of(ada_.id), before);
    EXPECT_LT(positions.of(ada_.id), std::numeric_limits<Lsn>::max()) << "no replica would be asked again";
}

/// A statement that runs within the transaction, after everything else: deferred to its COMMIT.
void when_committing(const Database& database, const std::string& what) {
    database.tamper("CREATE FUNCTION interfere() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + what +
                    " RETURN NULL; END $$; CREATE CONSTRAINT TRIGGER interfere AFTER INSERT ON messages "
                    "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION interfere()");
}

TEST_P(LostAnswers, posts_again_what_was_not_committed_when_its_connection_ended) {
    // The connection ends while it commits, before the commit: once, told by a sequence, which nothing
    // undoes.
    database_.tamper("CREATE SEQUENCE interferences");
    when_committing(database_,
                    "IF nextval('interferences') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); "
                    "PERFORM pg_sleep(5); END IF;");
    const auto posted = post("text");
    ASSERT_TRUE(posted.has_value());
    EXPECT_FALSE(posted->repeated);
    EXPECT_EQ(database_.number("SELECT last_value FROM interferences"), 2) << "it was tried twice";
    EXPECT_EQ(published_seqs()[room_.id], first_seqs(1));
    EXPECT_EQ(count_messages(), 1);
}

TEST_P(LostAnswers, finds_that_a_commit_happened_whose_answer_was_lost) {
    // The COMMIT takes longer than the connection is waited for, and succeeds.
    auto options = options_of(database_);
    options.database.answer_timeout = 300ms;
    options.writes.deadline = 60s;  // however often less than the COMMIT takes too long
    store_ = std::make_unique<Store>(options, sink_);
    when_committing(database_, "PERFORM pg_sleep(1);");
    const auto posted = post("text");
    ASSERT_TRUE(posted.has_value());
    EXPECT_FALSE(posted->repeated);
    EXPECT_EQ(posted->message.seq, 1);
    EXPECT_EQ(published_seqs()[room_.id], first_seqs(1));
    EXPECT_EQ(count_messages(), 1);
}

TEST_P(LostAnswers, publishes_what_was_committed_even_when_nobody_could_wait_for_the_answer) {
    auto options = options_of(database_);
    options.database.answer_timeout = 300ms;
    options.writes.deadline = 3s;
    store_ = std::make_unique<Store>(options, sink_);
    when_committing(database_, "PERFORM pg_sleep(6);");
    EXPECT_EQ(code_of(post("text")), make_error_code(chatter::Errc::unavailable));
    std::vector<chat::Seq> published;
    for (const auto until = std::chrono::steady_clock::now() + 20s;
         published.empty() && std::chrono::steady_clock::now() < until;)
        published = published_seqs()[room_.id];
    EXPECT_EQ(published, first_seqs(1));
    EXPECT_EQ(count_messages(), 1);
}

TEST_P(LostAnswers, does_not_post_after_all_what_its_sender_has_given_up) {
    // The connection ends before the commit, later than anybody waits for.
    WriterOptions writes;
    writes.deadline = 300ms;
    start(writes);
    database_.tamper("CREATE SEQUENCE interferences");
    when_committing(database_,
                    "IF nextval('interferences') = 1 THEN PERFORM pg_sleep(0.6); "
                    "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5); END IF;");
    EXPECT_EQ(code_of(post("too late")), make_error_code(chatter::Errc::unavailable));
    for (const auto until = std::chrono::steady_clock::now() + 20s;
         !post("next").has_value() && std::chrono::steady_clock::now() < until;) {
    }
    EXPECT_EQ(published_seqs()[room_.id], first_seqs(1));
    EXPECT_EQ(database_.number("SELECT count(*) FROM messages WHERE content = 'next'"), 1);
    EXPECT_EQ(count_messages(), 1);
}

}  // namespace
}  // namespace chatter::store::postgres
