#include "http/history_pages.hpp"

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include "base/errc.hpp"
#include "chat/testing/manual_clock.hpp"
#include "chat/testing/run_task.hpp"

namespace chatter::http {
namespace {

using chat::testing::run_task;
using chat::testing::run_tasks;
using Found = Result<std::shared_ptr<const HistoryBody>>;

/// One room, whose pages take a turn of the loop to be read.
class TurnwiseMessages final : public chat::MessageStore {
  public:
    Task<Result<chat::PostedMessage>> post_message(chat::NewMessage) override {
        co_return fail(Errc::unavailable);
    }
    Task<Result<chat::RoomAccess>> find_room_access(chat::UserId, chat::RoomId) override {
        if (fault) co_return std::unexpected(*fault);
        co_return access;
    }
    Task<Result<chat::HistoryPage>> read_history(chat::UserId, chat::RoomId, chat::HistoryQuery) override {
        ++reads;
        chat::HistoryPage page;
        page.version = access.version;
        page.profile_changes = access.profile_changes;
        page.messages.resize(1);
        page.messages.front().version = page.version;
        co_await asio::post(co_await asio::this_coro::executor, use_task);
        if (reads <= failing_reads) co_return fail(Errc::unavailable);
        co_return page;
    }
    Task<Result<chat::Changes>> read_changes(chat::UserId, std::map<chat::RoomId, chat::Version>,
                                             std::size_t) override {
        co_return fail(Errc::unavailable);
    }

    chat::RoomAccess access{.version = 1, .profile_changes = 0};
    std::optional<Error> fault;
    int reads = 0;
    int failing_reads = 0;
};

class HistoryPagesTest : public ::testing::Test {
  protected:
    Task<Found> find(std::optional<chat::Seq> before = {}) {
        return pages_.find({}, room_id_, {.before = before, .after = {}, .around = {}, .limit = {}});
    }
    std::vector<Found> find_at_once(int count) {
        std::vector<Task<Found>> tasks;
        for (int i = 0; i < count; ++i) tasks.push_back(find());
        return run_tasks(std::move(tasks));
    }

    chat::testing::ManualClock clock_;
    chat::testing::CountingRandom random_;
    TurnwiseMessages store_;
    chat::Messages messages_{store_, clock_, random_};
    const chat::RoomId room_id_ = chat::RoomId::make(clock_.now(), random_);
    HistoryPages pages_{messages_, 8 * 1024};
};

TEST_F(HistoryPagesTest, reads_a_page_once_while_nothing_changes) {
    const auto first = run_task(find()).value(), again = run_task(find()).value();
    EXPECT_EQ(store_.reads, 1);
    EXPECT_EQ(again->json, first->json);
    EXPECT_NE(first->json->find(R"("version":1)"), std::string::npos);
}

TEST_F(HistoryPagesTest, reads_it_again_for_every_change_of_the_room_or_of_a_profile) {
    const auto first = run_task(find()).value();
    store_.access.version = 2;
    const auto second = run_task(find()).value();
    EXPECT_EQ(store_.reads, 2);
    EXPECT_NE(second->etag, first->etag);
    store_.access.profile_changes = 1;
    (void)run_task(find());
    EXPECT_EQ(store_.reads, 3);
    // As after a restore.
    store_.access = {.version = 1, .profile_changes = 0};
    EXPECT_EQ(run_task(find()).value()->etag, first->etag);
    EXPECT_EQ(store_.reads, 4);
}

TEST_F(HistoryPagesTest, reads_a_page_once_for_all_who_ask_at_once) {
    const auto found = find_at_once(5);
    EXPECT_EQ(store_.reads, 1);
    for (const auto& page : found) EXPECT_EQ(page.value()->json, found[0].value()->json);
}

TEST_F(HistoryPagesTest, lets_everybody_try_when_the_reading_that_they_waited_for_fails) {
    store_.failing_reads = 1;
    const auto found = find_at_once(3);
    EXPECT_EQ(found[0].error().code, make_error_code(Errc::unavailable));
    EXPECT_TRUE(found[1].has_value());
    EXPECT_TRUE(found[2].has_value());
    EXPECT_EQ(store_.reads, 3);
}

TEST_F(HistoryPagesTest, gives_nobody_a_page_from_before_the_state_that_they_saw) {
    std::vector<Task<Found>> tasks;
    tasks.push_back(find());
    tasks.push_back([](TurnwiseMessages& store, Task<Found> later) -> Task<Found> {
        store.access.version = 2;  // the first one reads the room as it was
        co_return co_await std::move(later);
    }(store_, find()));
    const auto found = run_tasks(std::move(tasks));
    EXPECT_EQ(found[0].value()->access.version, 1);
    EXPECT_EQ(found[1].value()->access.version, 2);
}

TEST_F(HistoryPagesTest, asks_for_access_every_time) {
    ASSERT_TRUE(run_task(find()).has_value());
    store_.fault = Error(Errc::unavailable);
    EXPECT_FALSE(run_task(find()).has_value());
}

TEST_F(HistoryPagesTest, keeps_the_pages_asked_for_last_within_its_bytes) {
    for (chat::Seq before = 1; before <= 100; ++before) {
        ASSERT_TRUE(run_task(find(before)).has_value());
        ASSERT_TRUE(run_task(find()).has_value());
    }
    EXPECT_EQ(store_.reads, 101) << "what is asked for all the time stays";
    ASSERT_TRUE(run_task(find(100)).has_value());
    EXPECT_EQ(store_.reads, 101);
    ASSERT_TRUE(run_task(find(1)).has_value());
    EXPECT_EQ(store_.reads, 102) << "what was asked for long ago has gone";
}

TEST_F(HistoryPagesTest, does_not_keep_a_page_larger_than_its_bytes) {
    HistoryPages none(messages_, 1);
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(run_task(none.find({}, room_id_, {})).has_value());
    EXPECT_EQ(store_.reads, 2);
}

}  // namespace
}  // namespace chatter::http
