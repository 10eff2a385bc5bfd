#include "chat/failed_sign_ins.hpp"

#include <gtest/gtest.h>

#include "chat/testing/manual_clock.hpp"

namespace chatter::chat {
namespace {

using namespace std::chrono_literals;

struct FailedSignInCounterTest : ::testing::Test {
    std::vector<std::int64_t> count(const std::string& name, const std::string& address = "192.0.2.1") {
        return attempts_of(counter.count(name, std::nullopt, address, clock.now()));
    }
    std::vector<std::int64_t> take_due() { return attempts_of(counter.take_due(clock.now())); }
    static std::vector<std::int64_t> attempts_of(const std::vector<FailedSignIns>& due) {
        std::vector<std::int64_t> attempts;
        for (const auto& failed : due) attempts.push_back(failed.attempts);
        return attempts;
    }

    testing::ManualClock clock;
    FailedSignInCounter counter;
};

using Attempts = std::vector<std::int64_t>;

TEST_F(FailedSignInCounterTest, tells_of_the_first_at_once_and_of_the_rest_after_a_minute) {
    EXPECT_EQ(count("ada"), (Attempts{1}));
    EXPECT_EQ(count("ada"), Attempts());
    EXPECT_EQ(count("ada"), Attempts());
    clock.advance(59s);
    EXPECT_EQ(take_due(), Attempts());
    clock.advance(1s);
    EXPECT_EQ(take_due(), (Attempts{2}));
    EXPECT_EQ(count("ada"), Attempts()) << "the next minute has begun";
    clock.advance(1min);
    EXPECT_EQ(take_due(), (Attempts{1}));
    clock.advance(1min);
    EXPECT_EQ(take_due(), Attempts());
    EXPECT_EQ(count("ada"), (Attempts{1}));
}

TEST_F(FailedSignInCounterTest, tells_names_and_addresses_apart) {
    EXPECT_EQ(count("ada"), (Attempts{1}));
    EXPECT_EQ(count("bob"), (Attempts{1}));
    EXPECT_EQ(count("ada", "192.0.2.2"), (Attempts{1}));
}

TEST_F(FailedSignInCounterTest, tells_of_a_flood_in_a_bounded_number_of_entries) {
    std::size_t told = 0;
    for (int second = 0; second < 600; ++second) {
        for (int i = 0; i < 10; ++i)
            told += count("name" + std::to_string(second * 10 + i), std::to_string(i)).size();
        clock.advance(1s);
    }
    EXPECT_LE(told, 10 * (FailedSignInCounter::told_apart_max + 1) * 2);
    EXPECT_GE(told, FailedSignInCounter::told_apart_max);
}

TEST_F(FailedSignInCounterTest, counts_every_attempt_of_a_flood) {
    std::int64_t attempts = 0;
    const auto add = [&attempts](const std::vector<FailedSignIns>& due) {
        for (const auto& failed : due) attempts += failed.attempts;
    };
    for (int i = 0; i < 500; ++i)
        add(counter.count("name" + std::to_string(i), std::nullopt, "192.0.2.1", clock.now()));
    clock.advance(1min);
    add(counter.take_due(clock.now()));
    EXPECT_EQ(attempts, 500);
}

}  // namespace
}  // namespace chatter::chat
