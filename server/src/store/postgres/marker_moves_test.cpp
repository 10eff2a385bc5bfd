#include "store/postgres/marker_moves.hpp"

#include <gtest/gtest.h>

#include "store/postgres/testing/cutting_relay.hpp"
#include "store/postgres/testing/postgres_store.hpp"

namespace chatter::store::postgres {
namespace {

using namespace std::chrono_literals;
using testing::options_of;

class MarkerMovesTest : public testing::PostgresStore {
  protected:
    using Position = Result<chat::ReadPosition>;

    Task<Position> read_to(const chat::User& user, chat::RoomId room, chat::Seq seq) {
        return store_->move_read_marker(user.id, room, seq, "socket");
    }
    chat::User make_member(const std::string& name) {
        auto user = make_user(name);
        EXPECT_TRUE(run_task(store_->join_room(user.id, room_.id, clock_.now())).has_value());
        return user;
    }
    chat::RoomId make_private_room() {
        clock_.advance(1ms);
        return run_task(store_->create_room({.id = chat::RoomId::make(clock_.now(), random_),
                                             .kind = chat::RoomKind::private_room,
                                             .name = "Secret",
                                             .topic = {},
                                             .creator_id = ada_.id,
                                             .member_ids = {},
                                             .created_at = clock_.now()}))
            .value()
            .room.id;
    }
    /// What was told of markers since the last call.
    std::vector<chat::ReadMarkerMoved> told() {
        std::vector<chat::ReadMarkerMoved> moves;
        for (auto& event : sink_.take())
            if (auto* moved = std::get_if<chat::ReadMarkerMoved>(&event)) moves.push_back(std::move(*moved));
        return moves;
    }
    /// A statement that runs when a marker's transaction commits, before it does.
    void when_committing(const std::string& what) {
        database_.tamper(
            "CREATE FUNCTION interfere() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + what +
            " RETURN NULL; END $$; CREATE CONSTRAINT TRIGGER interfere AFTER UPDATE ON "
            "memberships DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION interfere()");
    }
};

TEST_F(MarkerMovesTest, takes_few_calls_when_many_have_seen_a_message) {
    std::vector<chat::User> readers;
    for (int i = 0; i < 40; ++i) readers.push_back(make_member("reader" + std::to_string(i)));
    database_.tamper("ALTER DATABASE " + database_.name() + " SET track_functions = 'all'");
    start();
    const auto seq = post("seen by all").value().message.seq;
    (void)sink_.take();
    std::vector<Task<Position>> reading;
    for (const auto& reader : readers) reading.push_back(read_to(reader, room_.id, seq));
    for (const auto& position : run_tasks(std::move(reading))) {
        EXPECT_EQ(position.value().membership.last_read_seq, seq);
        EXPECT_EQ(position.value().membership.unread_count, 0);
    }
    EXPECT_EQ(told().size(), readers.size());
    EXPECT_LE(number_at_rest("SELECT calls FROM pg_stat_user_functions WHERE funcname = 'move_read_markers'"),
              10);
}

TEST_F(MarkerMovesTest, answers_everybody_by_what_they_may_and_where_they_are) {
    const auto bob = make_member("bob"), eve = make_user("eve");
    const auto secret = make_private_room();
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(post("text").has_value());
    (void)sink_.take();
    std::vector<Task<Position>> reading;
    reading.push_back(read_to(bob, room_.id, 2));
    reading.push_back(read_to(eve, room_.id, 2));
    reading.push_back(read_to(eve, secret, 2));
    reading.push_back(read_to(bob, chat::RoomId::make(clock_.now(), random_), 2));
    reading.push_back(read_to(bob, room_.id, 99));
    reading.push_back(read_to(bob, room_.id, 1));
    const auto positions = run_tasks(std::move(reading));
    EXPECT_EQ(positions[0].value().membership.unread_count, 2);
    EXPECT_EQ(positions[0]->room_last_seq, 4);
    EXPECT_EQ(code_of(positions[1]), make_error_code(chat::Errc::forbidden));
    EXPECT_EQ(code_of(positions[2]), make_error_code(chat::Errc::not_found));
    EXPECT_EQ(code_of(positions[3]), make_error_code(chat::Errc::not_found));
    EXPECT_EQ(positions[4].value().membership.last_read_seq, 4);
    EXPECT_EQ(positions[5].value().membership.last_read_seq, 4) << "never back";
    const auto moves = told();
    ASSERT_EQ(moves.size(), 2U) << "the last one did not move";
    EXPECT_EQ(moves[0].membership.last_read_seq, 2);
    EXPECT_EQ(moves[1].membership.last_read_seq, 4);
    EXPECT_EQ(moves[1].origin, "socket");
}

TEST_F(MarkerMovesTest, moves_them_between_what_is_done_before_and_after) {
    const auto eve = make_user("eve");
    std::vector<Task<Result<int>>> doing;
    const auto code = [](auto task) -> Task<Result<int>> {
        const auto result = co_await std::move(task);
        if (!result) co_return std::unexpected(result.error());
        co_return 1;
    };
    auto by_eve = [&](std::string content) {
        auto message = new_message(room_, std::move(content));
        message.author_id = eve.id;
        return code(store_->post_message(std::move(message)));
    };
    doing.push_back(code(store_->post_message(new_message(room_, "first"))));  // alone; the others together
    doing.push_back(code(read_to(eve, room_.id, 1)));
    doing.push_back(by_eve("too early"));
    doing.push_back(code(store_->join_room(eve.id, room_.id, clock_.now())));
    doing.push_back(code(read_to(eve, room_.id, 1)));
    doing.push_back(by_eve("a member now"));
    doing.push_back(code(store_->leave_room(eve.id, room_.id)));
    doing.push_back(code(read_to(eve, room_.id, 1)));
    const auto results = run_tasks(std::move(doing));
    const std::error_code fine, forbidden = make_error_code(chat::Errc::forbidden);
    const std::vector wanted{fine, forbidden, forbidden, fine, fine, fine, fine, forbidden};
    for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_EQ(code_of(results[i]), wanted[i]) << i;
}

TEST_F(MarkerMovesTest, fails_alone_whose_statement_fails) {
    const auto bob = make_member("bob"), eve = make_member("eve"), joe = make_member("joe");
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(post("text").has_value());
    database_.tamper("ALTER TABLE memberships ADD CONSTRAINT not_two CHECK (last_read_seq <> 2)");
    std::vector<Task<Position>> reading;
    for (int round = 0; round < 3; ++round)
        for (const auto& [reader, seq] : {std::pair{bob, 1}, std::pair{eve, 2}, std::pair{joe, 3}})
            reading.push_back(read_to(reader, room_.id, seq));
    const auto positions = run_tasks(std::move(reading));
    for (std::size_t i = 0; i < positions.size(); ++i)
        EXPECT_EQ(code_of(positions[i]),
                  i % 3 == 1 ? make_error_code(chatter::Errc::internal) : std::error_code());
}

TEST_F(MarkerMovesTest, tells_of_one_whose_answer_was_lost) {
    // The COMMIT takes longer than the connection is waited for, and succeeds.
    const auto bob = make_member("bob");
    ASSERT_TRUE(post("text").has_value());
    auto options = options_of(database_);
    options.database.answer_timeout = 300ms;
    options.writes.deadline = 60s;
    store_ = std::make_unique<Store>(options, sink_);
    (void)sink_.take();
    when_committing("PERFORM pg_sleep(1);");
    EXPECT_EQ(run_task(read_to(bob, room_.id, 1)).value().membership.last_read_seq, 1);
    const auto moves = told();
    ASSERT_EQ(moves.size(), 1U);
    EXPECT_EQ(moves[0].user_id, bob.id);
    EXPECT_EQ(moves[0].membership.unread_count, 0);
}

TEST_F(MarkerMovesTest, tells_of_one_that_was_told_to_be_committed_before_its_connection_ended) {
    const auto bob = make_member("bob");
    testing::CuttingRelay relay(database_.cluster());
    start_at(relay.url(database_.name()));
    ASSERT_TRUE(post("text").has_value());
    relay.cut_at_commit(1);
    EXPECT_EQ(run_task(read_to(bob, room_.id, 1)).value().membership.last_read_seq, 1);
    EXPECT_TRUE(relay.has_cut());
    const auto moves = told();
    ASSERT_EQ(moves.size(), 1U);
    EXPECT_EQ(moves[0].membership.unread_count, 0);
    store_.reset();  // it needs the relay
}

TEST_F(MarkerMovesTest, moves_those_again_that_were_committed_with_messages_before_their_connection_ended) {
    const auto bob = make_member("bob");
    const auto root = post("text").value().message;
    testing::CuttingRelay relay(database_.cluster());
    start_at(relay.url(database_.name()));
    (void)sink_.take();
    auto& loop = chat::testing::test_loop();
    const auto spawn = [&loop]<class T>(Task<T> task, std::optional<T>& outcome) {
        asio::co_spawn(loop.get_executor(), std::move(task),
                       [&outcome](std::exception_ptr, T value) { outcome.emplace(std::move(value)); });
        loop.poll();
    };
    // While one message waits for its room, what comes next is gathered for one transaction.
    const auto in_the_way = database_.connect();
    in_the_way->execute("BEGIN; SELECT FROM rooms FOR UPDATE");
    std::optional<Result<chat::PostedMessage>> first, reply;
    std::optional<Position> position;
    spawn(store_->post_message(new_message(room_, "first")), first);
    while (database_.number("SELECT count(*) FROM pg_locks WHERE NOT granted") == 0)
        std::this_thread::yield();
    auto wanted = new_message(room_, "reply");
    wanted.thread_of = root.id;
    spawn(store_->post_message(std::move(wanted)), reply);
    spawn(read_to(bob, room_.id, 1), position);
    relay.cut_at_commit(2);
    in_the_way->execute("COMMIT");
    loop.run();

    EXPECT_TRUE(relay.has_cut());
    EXPECT_FALSE(first->value().repeated);
    EXPECT_FALSE(reply->value().repeated);
    EXPECT_EQ(position->value().membership.last_read_seq, 1);
    std::vector<chat::Version> versions;
    int moves = 0;
    for (const auto& event : sink_.take()) {
        if (const auto* posted = std::get_if<chat::MessagePosted>(&event))
            versions.push_back(posted->message.version);
        if (const auto* grown = std::get_if<chat::MessageUpdated>(&event))
            versions.push_back(grown->message.version);
        if (std::holds_alternative<chat::ReadMarkerMoved>(event)) ++moves;
    }
    EXPECT_EQ(versions, (std::vector<chat::Version>{2, 3, 4})) << "the first, the reply, its thread";
    EXPECT_EQ(moves, 1);
    EXPECT_EQ(count_messages(), 3);
    store_.reset();  // it needs the relay
}

}  // namespace
}  // namespace chatter::store::postgres
