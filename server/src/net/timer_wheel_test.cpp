#include "net/timer_wheel.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <vector>

namespace chatter::net {
namespace {

using namespace std::chrono_literals;

/// A timer that runs any function.
struct Alarm {
    std::function<void()> ring;
    Timer timer{[](void* self) { static_cast<Alarm*>(self)->ring(); }, this};
};

struct TimerWheelTest : ::testing::Test {
    asio::io_context loop{1};
    TimerWheel wheel{loop.get_executor()};

    static std::chrono::steady_clock::time_point now() { return std::chrono::steady_clock::now(); }
};

TEST_F(TimerWheelTest, rings_after_the_delay_and_not_before) {
    const auto start = now();
    auto rang_at = start;
    Alarm alarm{[&] { rang_at = now(); }};
    alarm.timer.schedule(wheel, 35ms);
    loop.run();
    EXPECT_GE(rang_at - start, 35ms);
}

TEST_F(TimerWheelTest, rings_in_the_order_of_the_deadlines_over_several_slots) {
    std::vector<int> order;
    Alarm late{[&] { order.push_back(3); }}, early{[&] { order.push_back(1); }},
        middle{[&] { order.push_back(2); }};
    auto begun = now();
    do {  // again, where the machine held this thread up between them
        begun = now();
        late.timer.schedule(wheel, 90ms);
        early.timer.schedule(wheel, 5ms);
        middle.timer.schedule(wheel, 45ms);
    } while (now() - begun > 20ms);
    loop.run();
    EXPECT_EQ(order, (std::vector{1, 2, 3}));
}

TEST_F(TimerWheelTest, forgets_a_cancelled_and_a_destroyed_timer) {
    bool rang = false;
    Alarm cancelled{[&] { rang = true; }};
    auto destroyed = std::make_unique<Alarm>([&] { rang = true; });
    cancelled.timer.schedule(wheel, 10ms);
    destroyed->timer.schedule(wheel, 10ms);
    cancelled.timer.cancel();
    destroyed.reset();
    Alarm last{[] {}};
    last.timer.schedule(wheel, 40ms);
    loop.run();
    EXPECT_FALSE(rang);
}

TEST_F(TimerWheelTest, lets_a_callback_schedule_itself_and_destroy_others) {
    int rings = 0;
    auto victim = std::make_unique<Alarm>([] { FAIL() << "a destroyed timer rang"; });
    Alarm repeating{[] {}};
    repeating.ring = [&] {
        victim.reset();
        if (++rings < 3) repeating.timer.schedule(wheel, 1ms);
    };
    repeating.timer.schedule(wheel, 20ms);
    victim->timer.schedule(wheel, 20ms);
    loop.run();
    EXPECT_EQ(rings, 3);
}

TEST_F(TimerWheelTest, keeps_a_deadline_longer_than_one_turn_for_its_round) {
    bool rang = false;
    Alarm far{[&] { rang = true; }};
    far.timer.schedule(wheel, 10'240ms + 30ms);  // the slot of a near deadline, one turn later
    Alarm near{[] {}};
    near.timer.schedule(wheel, 30ms);
    Alarm last{[&] { loop.stop(); }};
    last.timer.schedule(wheel, 200ms);
    loop.run();
    EXPECT_FALSE(rang);
    EXPECT_TRUE(far.timer.is_scheduled());
    EXPECT_FALSE(near.timer.is_scheduled());
}

}  // namespace
}  // namespace chatter::net
