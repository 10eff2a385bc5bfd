#include "store/write_queue.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <thread>

namespace chatter::store {
namespace {

using namespace std::chrono_literals;

struct Nothing {};

class WriteQueueTest : public testing::Test {
  protected:
    void push(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
            EXPECT_EQ(queue_->push(1, std::make_unique<Nothing>()), nullptr);
    }
    std::size_t take() { return queue_->take().size(); }

    void begin(std::chrono::microseconds gather_time) {
        queue_.emplace(WriteLimits{.gather_from = 8, .gather_time = gather_time});
    }
    std::optional<WriteQueue<Nothing>> queue_;
};

TEST_F(WriteQueueTest, waits_after_a_batch_of_many_for_as_many) {
    begin(1h);
    push(8);
    EXPECT_EQ(take(), 8U);
    std::size_t taken = 0;
    std::jthread taking([&] { taken = take(); });
    push(8);
    taking.join();
    EXPECT_EQ(taken, 8U);
}

TEST_F(WriteQueueTest, waits_as_long_as_it_may_for_those_who_do_not_come) {
    begin(20ms);
    push(8);
    EXPECT_EQ(take(), 8U);
    push(2);
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(take(), 2U);
    EXPECT_GE(std::chrono::steady_clock::now() - begun, 20ms);
}

TEST_F(WriteQueueTest, waits_for_nobody_after_a_batch_of_few) {
    begin(1h);
    push(7);
    EXPECT_EQ(take(), 7U);
    push(1);
    EXPECT_EQ(take(), 1U);
}

TEST_F(WriteQueueTest, waits_for_nobody_once_it_is_stopped) {
    begin(1h);
    push(8);
    EXPECT_EQ(take(), 8U);
    push(3);
    std::size_t taken = 0;
    std::jthread taking([&] { taken = take(); });
    queue_->stop();
    taking.join();
    EXPECT_EQ(taken, 3U);
    EXPECT_EQ(take(), 0U);
}

}  // namespace
}  // namespace chatter::store
