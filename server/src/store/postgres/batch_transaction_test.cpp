#include "store/postgres/batch_transaction.hpp"

#include <gtest/gtest.h>

#include "store/postgres/testing/cutting_relay.hpp"
#include "store/postgres/testing/postgres_store.hpp"

namespace chatter::store::postgres {
namespace {

using Outcome = BatchTransaction::Outcome;

/// One transaction, whose connection ends when the server has told that it is committed.
class CutTransaction : public testing::PostgresStore {
  protected:
    CutTransaction() { relay_.cut_at_commit(1); }
    ~CutTransaction() override { EXPECT_TRUE(relay_.has_cut()); }

    void add(std::unique_ptr<WriteCommand> command) {
        batch_.push_back({.bytes = 1, .accepted = {}, .command = std::move(command)});
    }
    void add_message(std::string content) {
        add(std::make_unique<MessageCommand>(new_message(room_, std::move(content)), [](auto) {}));
    }
    void add_marker() {
        add(std::make_unique<MarkerCommand>(
            MarkerMove{.user_id = ada_.id, .room_id = room_.id, .seq = 1, .origin = {}}, [](auto) {}));
    }

    testing::CuttingRelay relay_{database_.cluster()};
    std::unique_ptr<Connection> db_ = Connection::open({.url = relay_.url(database_.name())}).value();
    KnownAuthors authors_;
    Batch batch_;
    BatchTransaction transaction_{*db_, batch_, authors_, {}};
};

TEST_F(CutTransaction, does_not_know_where_a_message_is_that_was_posted_at_once) {
    add_message("text");
    EXPECT_EQ(transaction_.run(), Outcome::uncertain);
    EXPECT_EQ(transaction_.transaction_id(), "") << "the message tells";
    EXPECT_FALSE(transaction_.was_refused_at_once());
    EXPECT_EQ(count_messages(), 1);
}

TEST_F(CutTransaction, knows_where_messages_are_that_were_posted_in_steps) {
    BatchTransaction in_steps(*db_, batch_, authors_, {.limits = {}, .at_once = false});
    add_message("text");
    EXPECT_EQ(in_steps.run(), Outcome::committed);
    EXPECT_EQ(in_steps.take_events().size(), 1U);
}

TEST_F(CutTransaction, does_not_know_how_far_markers_moved_that_were_alone) {
    add_marker();
    EXPECT_EQ(transaction_.run(), Outcome::uncertain);
    EXPECT_EQ(transaction_.transaction_id(), "") << "they are moved again";
}

TEST_F(CutTransaction, knows_all_but_how_far_markers_moved_that_came_with_messages) {
    add_message("text");
    add_marker();
    EXPECT_EQ(transaction_.run(), Outcome::committed);
    EXPECT_TRUE(transaction_.lacks_markers());
    EXPECT_EQ(transaction_.take_events().size(), 1U) << "the message";
}

}  // namespace
}  // namespace chatter::store::postgres
