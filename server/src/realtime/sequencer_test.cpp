#include "realtime/sequencer.hpp"

#include <gtest/gtest.h>

#include "chat/testing/manual_clock.hpp"

namespace chatter::realtime {
namespace {

using Versions = std::vector<chat::Version>;

struct SequencerTest : ::testing::Test {
    chat::testing::CountingRandom random;
    chat::RoomId room = chat::RoomId::make(Time(), random);
    Sequencer sequencer;
    Sequencer::TimePoint now;
    Versions told;

    void follow(chat::Version version) { sequencer.follow(room, {.version = version, .seq = version}, now); }
    /// An event that is a new message with a seq as its version.
    bool put(chat::Version version) {
        return sequencer.put(room, {.version = version, .seq = version},
                             [this, version] { told.push_back(version); });
    }
    bool fill(chat::Version known, chat::Version heard) {
        return sequencer.fill(room, {.version = known, .seq = known}, heard);
    }
};

TEST_F(SequencerTest, has_the_events_of_a_held_room_wait_until_it_is_released_as_often) {
    follow(4);
    sequencer.hold(room);
    sequencer.hold(room);
    (void)put(6);
    (void)put(5);
    EXPECT_FALSE(put(4));
    EXPECT_TRUE(sequencer.is_held(room));
    EXPECT_TRUE(sequencer.release(room));
    EXPECT_TRUE(told.empty());
    EXPECT_FALSE(sequencer.release(room));
    EXPECT_EQ(told, (Versions{5, 6}));
    EXPECT_FALSE(sequencer.is_held(room));
    sequencer.hold(room);
    (void)put(8);
    EXPECT_TRUE(sequencer.release(room)) << "7 is missing";
}

TEST_F(SequencerTest, releases_a_room_that_was_forgotten_meanwhile) {
    follow(4);
    sequencer.hold(room);
    sequencer.forget(room, now);
    EXPECT_FALSE(sequencer.release(room));
    follow(4);
    EXPECT_FALSE(sequencer.release(room));
    EXPECT_FALSE(put(5));
    EXPECT_EQ(told, (Versions{5}));
}

TEST_F(SequencerTest, delivers_by_version_whatever_the_order_of_arrival) {
    follow(4);
    EXPECT_FALSE(put(5));
    EXPECT_TRUE(put(8));
    EXPECT_FALSE(put(7)) << "it is known already that something is missing";
    EXPECT_EQ(told, (Versions{5}));
    EXPECT_FALSE(put(6));
    EXPECT_EQ(told, (Versions{5, 6, 7, 8}));
    EXPECT_FALSE(sequencer.gap(room));
    EXPECT_EQ(sequencer.told(room), (Sequencer::Place{.version = 8, .seq = 8}));
}

TEST_F(SequencerTest, lets_lie_what_was_told_or_waits) {
    follow(4);
    EXPECT_FALSE(put(4));
    EXPECT_FALSE(put(5));
    EXPECT_FALSE(put(5));
    EXPECT_TRUE(put(7));
    EXPECT_FALSE(put(7));
    EXPECT_FALSE(put(6));
    EXPECT_EQ(told, (Versions{5, 6, 7}));
}

TEST_F(SequencerTest, goes_on_where_the_store_has_filled_a_gap) {
    follow(4);
    EXPECT_TRUE(put(6));
    EXPECT_FALSE(put(9));
    const auto gap = sequencer.gap(room).value();
    EXPECT_EQ(gap.told, (Sequencer::Place{.version = 4, .seq = 4}));
    EXPECT_EQ(gap.heard, 9);
    EXPECT_FALSE(put(12));
    EXPECT_TRUE(fill(10, gap.heard)) << "11 is missing still";
    EXPECT_EQ(told, Versions{});
    EXPECT_FALSE(put(11));
    EXPECT_EQ(told, (Versions{11, 12}));
    EXPECT_FALSE(put(5)) << "it came late";
    EXPECT_EQ(told, (Versions{11, 12}));
}

TEST_F(SequencerTest, delivers_what_comes_right_after_what_the_store_told) {
    follow(4);
    EXPECT_TRUE(put(9));
    EXPECT_FALSE(fill(8, 8));
    EXPECT_EQ(told, (Versions{9}));
}

TEST_F(SequencerTest, knows_that_something_is_missing_when_the_store_is_ahead) {
    follow(4);
    EXPECT_FALSE(sequencer.expect(room, 4));
    EXPECT_TRUE(sequencer.expect(room, 6));
    EXPECT_FALSE(put(5));
    EXPECT_EQ(sequencer.gap(room).value().heard, 6);
    EXPECT_FALSE(put(6));
    EXPECT_FALSE(sequencer.gap(room));
}

TEST_F(SequencerTest, delivers_as_it_came_what_the_store_does_not_know) {
    follow(4);
    EXPECT_TRUE(put(1'000'000));
    EXPECT_FALSE(fill(4, 1'000'000));
    EXPECT_FALSE(put(5)) << "and goes on as before";
    EXPECT_EQ(told, (Versions{1'000'000, 5}));
}

TEST_F(SequencerTest, goes_on_from_a_room_that_was_set_back) {
    follow(40);
    EXPECT_TRUE(put(42));
    sequencer.restart(room, {.version = 7, .seq = 7});
    EXPECT_FALSE(sequencer.gap(room));
    EXPECT_FALSE(put(8));
    EXPECT_EQ(told, (Versions{8}));
}

TEST_F(SequencerTest, has_no_order_for_a_room_that_is_not_followed) {
    EXPECT_FALSE(put(9));
    EXPECT_FALSE(put(3));
    EXPECT_EQ(told, (Versions{9, 3}));
    EXPECT_FALSE(sequencer.told(room));
    EXPECT_FALSE(sequencer.expect(room, 10));
    EXPECT_FALSE(fill(10, 10));
}

TEST_F(SequencerTest, follows_a_room_from_where_it_began_until_it_is_forgotten) {
    follow(9);
    now += std::chrono::seconds(10);
    follow(12);
    EXPECT_EQ(sequencer.told(room).value().version, 9);
    sequencer.forget(room, now - std::chrono::seconds(1));
    EXPECT_EQ(sequencer.rooms(), std::vector{room}) << "somebody has begun to hear it since";
    sequencer.forget(room, now);
    EXPECT_TRUE(sequencer.rooms().empty());
}

TEST_F(SequencerTest, keeps_a_bounded_number_waiting_and_leaves_the_rest_to_the_store) {
    follow(0);
    EXPECT_TRUE(put(2));
    for (chat::Version version = 3; version < 3000; ++version) EXPECT_FALSE(put(version));
    EXPECT_FALSE(put(1));
    EXPECT_EQ(told.size(), Sequencer::waiting_of_room_max + 1);
    EXPECT_EQ(sequencer.gap(room).value().heard, 2999) << "the store knows the others";
}

TEST_F(SequencerTest, keeps_a_bounded_number_waiting_of_all_rooms) {
    for (std::size_t i = 0; i < 2 * Sequencer::waiting_max; ++i) {
        if (i % 500 == 0) room = chat::RoomId::make(Time(), random);
        follow(0);
        (void)put(static_cast<chat::Version>(2 + i % 500));
    }
    EXPECT_TRUE(sequencer.gap(room));
    EXPECT_FALSE(put(1));
    EXPECT_EQ(told, (Versions{1})) << "nothing of the last room waited";
}

}  // namespace
}  // namespace chatter::realtime
