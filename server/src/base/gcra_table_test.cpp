#include "base/gcra_table.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace chatter {
namespace {

using namespace std::chrono_literals;

constexpr RateLimit three_a_minute{.quantity = 3, .window = 60s};

struct GcraTableTest : ::testing::Test {
    SystemRandom random;
    GcraTable table{random, 1024};
    GcraTable::Clock::time_point now = GcraTable::Clock::now() + 1s;

    int taken(const std::string& name, RateLimit limit, int attempts) {
        int count = 0;
        for (int i = 0; i < attempts; ++i) count += table.take(name, limit, now).allowed ? 1 : 0;
        return count;
    }
};

TEST_F(GcraTableTest, lets_the_whole_quantity_come_at_once_and_then_no_more) {
    EXPECT_EQ(taken("ada", three_a_minute, 10), 3);
    EXPECT_EQ(taken("bob", three_a_minute, 10), 3);
}

TEST_F(GcraTableTest, says_what_is_left_and_when_there_is_more) {
    auto state = table.take("ada", three_a_minute, now);
    EXPECT_EQ(state.remaining, 2U);
    EXPECT_EQ(state.retry_after, 0us);
    EXPECT_EQ(state.reset_after, 20s);
    table.take("ada", three_a_minute, now);
    table.take("ada", three_a_minute, now);
    state = table.take("ada", three_a_minute, now + 5s);
    EXPECT_FALSE(state.allowed);
    EXPECT_EQ(state.remaining, 0U);
    EXPECT_EQ(state.retry_after, 15s);
    EXPECT_EQ(state.reset_after, 55s);
}

TEST_F(GcraTableTest, refills_steadily) {
    EXPECT_EQ(taken("ada", three_a_minute, 3), 3);
    now += 19s;
    EXPECT_EQ(taken("ada", three_a_minute, 3), 0);
    now += 1s;
    EXPECT_EQ(taken("ada", three_a_minute, 3), 1);
    now += 600s;
    EXPECT_EQ(taken("ada", three_a_minute, 10), 3);
}

TEST_F(GcraTableTest, has_no_limit_where_the_quantity_is_none) {
    EXPECT_EQ(taken("ada", {}, 10'000), 10'000);
}

TEST_F(GcraTableTest, counts_exactly_where_the_window_does_not_divide) {
    EXPECT_EQ(taken("ada", {.quantity = 7, .window = 1s}, 100), 7);
    EXPECT_EQ(taken("bob", {.quantity = 99'999, .window = 1s}, 200'000), 99'999);
}

TEST_F(GcraTableTest, gives_back_and_forgets) {
    EXPECT_EQ(taken("ada", three_a_minute, 3), 3);
    table.give_back("ada", three_a_minute, now);
    EXPECT_EQ(taken("ada", three_a_minute, 3), 1);
    table.forget("ada");
    EXPECT_EQ(taken("ada", three_a_minute, 5), 3);
    table.give_back("nobody", three_a_minute, now);
    EXPECT_EQ(taken("nobody", three_a_minute, 5), 3);
}

TEST_F(GcraTableTest, forgets_whoever_owes_least_where_there_is_no_room) {
    GcraTable one_bucket(random, 8);
    const RateLimit slow{.quantity = 100, .window = 3600s};
    for (int i = 0; i < 100; ++i) one_bucket.take("the heavy one", slow, now);
    for (int i = 0; i < 10'000; ++i) one_bucket.take("light " + std::to_string(i), slow, now);
    EXPECT_FALSE(one_bucket.take("the heavy one", slow, now).allowed);
}

TEST_F(GcraTableTest, takes_no_more_than_there_is_from_several_threads) {
    const RateLimit limit{.quantity = 1000, .window = 3600s};
    table.take("ada", limit, now);
    std::atomic<int> count = 1;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int j = 0; j < 1000; ++j) count += table.take("ada", limit, now).allowed ? 1 : 0;
        });
    threads.clear();
    EXPECT_EQ(count, 1000);
}

}  // namespace
}  // namespace chatter
