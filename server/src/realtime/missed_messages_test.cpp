#include "realtime/missed_messages.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/json/object.hpp>

#include "base/errc.hpp"
#include "chat/testing/manual_clock.hpp"
#include "chat/testing/run_task.hpp"
#include "realtime/room_names.hpp"

namespace chatter::realtime {
namespace {

namespace json = boost::json;
using chat::testing::run_task;
using Told = std::vector<std::string>;

chat::Message message(chat::Seq seq, chat::Version version) {
    chat::Message made;
    made.seq = seq;
    made.version = version;
    return made;
}

std::string name_of(const MissedEvent& event) {
    return std::string(event.name.substr(8)) + " " + std::to_string(event.message.seq) + "@" +
           std::to_string(event.message.version);
}

Told names_of(const std::vector<MissedEvent>& events) {
    Told names;
    for (const auto& event : events) names.push_back(name_of(event));
    return names;
}

TEST(MissedEventsTest, are_new_messages_edits_and_deletions_by_version) {
    auto deleted = message(1, 8);
    deleted.deleted_at = Time();
    EXPECT_EQ(names_of(missed_events({message(5, 5), message(6, 6), message(2, 7), deleted},
                                     {.version = 4, .seq = 4})),
              (Told{"new 5@5", "new 6@6", "updated 2@7", "deleted 1@8"}));
}

TEST(MissedEventsTest, leave_out_what_was_told_meanwhile) {
    EXPECT_EQ(
        names_of(missed_events({message(5, 5), message(6, 6), message(7, 7)}, {.version = 6, .seq = 6})),
        (Told{"new 7@7"}));
}

TEST(MissedEventsTest, have_a_new_message_that_was_edited_since_in_its_place_by_seq) {
    EXPECT_EQ(names_of(missed_events({message(6, 6), message(2, 7), message(7, 9), message(5, 11)},
                                     {.version = 4, .seq = 4})),
              (Told{"new 5@5", "new 6@6", "updated 2@7", "new 7@9"}));
    auto deleted = message(5, 9);
    deleted.deleted_at = Time();
    EXPECT_EQ(names_of(missed_events({deleted}, {.version = 4, .seq = 4})), (Told{"new 5@9"}))
        << "nobody has it yet";
}

/// What a store has committed of some rooms.
struct KnownMessages final : chat::MissedMessageStore {
    Task<Result<std::vector<chat::RoomPlace>>> find_places(std::vector<chat::RoomId> rooms) override {
        if (fault) co_return fail(Errc::unavailable);
        std::vector<chat::RoomPlace> found;
        for (const auto& room : rooms) {
            const auto last = messages.contains(room) ? messages[room].back() : chat::Message();
            found.push_back({.id = room, .version = last.version, .last_seq = last.seq});
        }
        co_return found;
    }
    Task<Result<std::vector<chat::Message>>> read_missed(chat::RoomId room, chat::Version after,
                                                         std::size_t limit) override {
        ++reads;
        if (fault) co_return fail(Errc::unavailable);
        std::vector<chat::Message> found;
        for (const auto& one : messages[room])
            if (one.version > after && found.size() < limit) found.push_back(one);
        if (meanwhile) std::exchange(meanwhile, nullptr)();
        co_return found;
    }

    std::map<chat::RoomId, std::vector<chat::Message>> messages;  // by version
    bool fault = false;
    int reads = 0;
    std::function<void()> meanwhile;
};

struct RecordingListeners final : LocalListeners {
    void join(const std::string&, chat::RoomId) override {}
    void tell(const std::string& name, const MissedEvent& event) override {
        told.push_back((name.starts_with("user:") ? name + " " : "") + name_of(event));
    }
    Task<std::vector<chat::RoomId>> find_heard(std::vector<chat::RoomId> rooms) override {
        std::erase_if(rooms, [this](const auto& room) { return unheard == std::optional(room); });
        co_return rooms;
    }
    void have_catch_up(chat::RoomId room) override { caught_up.push_back(room); }

    Told told;
    std::optional<chat::RoomId> unheard;
    std::vector<chat::RoomId> caught_up;
};

struct MissedMessagesTest : ::testing::Test {
    chat::testing::CountingRandom random;
    chat::RoomId room = chat::RoomId::make(Time(), random);
    OrderedDelivery order;
    KnownMessages store;
    RecordingListeners listeners;
    net::Worker worker{0};
    asio::io_context& loop = chat::testing::test_loop();
    MissedMessages missed{
        {.order = order,
         .store = store,
         .listeners = listeners,
         .worker = worker,
         .post = [this](std::move_only_function<void()> job) { asio::post(loop, std::move(job)); },
         .is_lonely = [] { return false; }}};

    void commit(chat::Seq seq, chat::Version version) {
        store.messages[room].push_back(message(seq, version));
    }
    void hear(chat::Version version) {
        order.take({"message:new", json::object{{"message", {{"seq", version}, {"version", version}}}}},
                   {.rooms = {room_name(room)}, .except = {}},
                   [this, version] { listeners.told.push_back("heard " + std::to_string(version)); });
    }
    /// When to look again, if at all, at what was missing when the room was told up to `version`.
    std::optional<std::chrono::milliseconds> repair_after(chat::Version version) {
        const auto lack = run_task(missed.repair(room, version));
        if (!lack) return std::nullopt;
        return lack->delay;
    }
    std::optional<std::chrono::milliseconds> repair() {
        return repair_after(
            order.in_turn([&](Sequencer& sequencer) { return sequencer.told(room)->version; }));
    }
    bool follow() { return run_task(missed.follow({room})).has_value(); }
    void sweep() {
        run_task([](MissedMessages& what) -> Task<bool> {
            co_await what.sweep();
            co_return true;
        }(missed));
    }
    void tell_late_joiner() {
        run_task([](MissedMessages& what, OrderedDelivery::LateJoiner joiner) -> Task<bool> {
            co_await what.tell_late_joiner(std::move(joiner));
            co_return true;
        }(missed, {.user_room = "user:ada",
                   .room = room,
                   .shown = {.version = 4, .seq = 4},
                   .told = {.version = 6, .seq = 6}}));
    }
    bool lacks() {
        return order.in_turn([&](Sequencer& sequencer) { return sequencer.gap(room).has_value(); });
    }
    bool is_followed() {
        return order.in_turn([&](Sequencer& sequencer) { return sequencer.told(room).has_value(); });
    }
};

TEST_F(MissedMessagesTest, tells_what_redis_lost_before_what_comes_after_it) {
    commit(4, 4);
    ASSERT_TRUE(follow());
    commit(5, 5);
    commit(6, 6);
    commit(7, 7);
    hear(7);
    EXPECT_TRUE(listeners.told.empty());
    EXPECT_EQ(repair(), std::nullopt);
    hear(8);
    EXPECT_EQ(listeners.told, (Told{"new 5@5", "new 6@6", "new 7@7", "heard 8"}));
}

TEST_F(MissedMessagesTest, reads_nothing_where_the_late_event_has_come) {
    ASSERT_TRUE(follow());
    hear(2);
    hear(1);
    EXPECT_EQ(repair_after(0), std::nullopt);
    EXPECT_EQ(store.reads, 0);
    EXPECT_EQ(listeners.told, (Told{"heard 1", "heard 2"}));
}

TEST_F(MissedMessagesTest, gives_each_gap_its_own_time) {
    ASSERT_TRUE(follow());
    hear(2);
    hear(1);
    hear(4);
    EXPECT_EQ(repair_after(0), MissedMessages::patience) << "1 has come, and 3 is missing only now";
    EXPECT_EQ(store.reads, 0);
}

TEST_F(MissedMessagesTest, tells_nothing_twice_that_comes_while_it_reads) {
    ASSERT_TRUE(follow());
    for (int i = 1; i <= 3; ++i) commit(i, i);
    hear(3);
    store.meanwhile = [this] {
        hear(1);
        hear(5);
    };
    EXPECT_EQ(repair(), MissedMessages::patience) << "4 is missing still";
    EXPECT_EQ(listeners.told, (Told{"heard 1", "new 2@2", "new 3@3"}));
}

TEST_F(MissedMessagesTest, comes_back_when_the_store_does_not_answer) {
    ASSERT_TRUE(follow());
    commit(1, 1);
    commit(2, 2);
    hear(2);
    store.fault = true;
    EXPECT_EQ(repair(), MissedMessages::retry_interval);
    store.fault = false;
    EXPECT_EQ(repair(), std::nullopt);
    EXPECT_EQ(listeners.told, (Told{"new 1@1", "new 2@2"}));
}

TEST_F(MissedMessagesTest, has_people_catch_up_who_have_missed_too_much) {
    ASSERT_TRUE(follow());
    const auto many = static_cast<chat::Version>(MissedMessages::missed_max) + 1;
    for (chat::Version version = 1; version <= many; ++version) commit(version, version);
    hear(many);
    EXPECT_EQ(repair(), std::nullopt);
    EXPECT_EQ(listeners.caught_up, std::vector{room});
    EXPECT_TRUE(listeners.told.empty());
    hear(many + 1);
    EXPECT_EQ(listeners.told, (Told{"heard " + std::to_string(many + 1)}));
}

TEST_F(MissedMessagesTest, finds_by_a_sweep_what_nothing_came_after) {
    ASSERT_TRUE(follow());
    sweep();
    EXPECT_FALSE(lacks());
    commit(1, 1);
    sweep();
    EXPECT_TRUE(lacks());
    EXPECT_EQ(repair(), std::nullopt);
    EXPECT_EQ(listeners.told, (Told{"new 1@1"}));
    sweep();
    EXPECT_FALSE(lacks());
}

TEST_F(MissedMessagesTest, goes_on_with_a_database_that_was_set_back) {
    for (int i = 1; i <= 9; ++i) commit(i, i);
    ASSERT_TRUE(follow());
    store.messages[room].resize(3);
    sweep();
    EXPECT_EQ(listeners.caught_up, std::vector{room});
    hear(4);
    EXPECT_EQ(listeners.told, (Told{"heard 4"}));
}

TEST_F(MissedMessagesTest, keeps_a_room_that_nobody_hears_yet_for_a_while) {
    ASSERT_TRUE(follow());
    listeners.unheard = room;
    sweep();
    EXPECT_TRUE(is_followed());
    order.in_turn([&](Sequencer& sequencer) {
        sequencer.follow(
            room, {}, std::chrono::steady_clock::now() - MissedMessages::keeping - std::chrono::seconds(1));
    });
    sweep();
    EXPECT_FALSE(is_followed());
}

TEST_F(MissedMessagesTest, lets_nobody_hear_a_room_whose_place_is_unknown) {
    store.fault = true;
    EXPECT_FALSE(follow());
    EXPECT_FALSE(is_followed());
}

TEST_F(MissedMessagesTest, tells_a_late_joiner_what_the_room_was_told_before_and_then_what_came_meanwhile) {
    commit(4, 4);
    ASSERT_TRUE(follow());
    for (int i = 5; i <= 8; ++i) commit(i, i);
    hear(5);
    hear(6);
    listeners.told.clear();
    order.in_turn([&](Sequencer& sequencer) { sequencer.hold(room); });
    hear(7);
    EXPECT_EQ(repair(), MissedMessages::patience) << "the joiner goes first";
    tell_late_joiner();
    EXPECT_EQ(listeners.told, (Told{"user:ada new 5@5", "user:ada new 6@6", "heard 7"}));
}

TEST_F(MissedMessagesTest, goes_on_when_the_store_does_not_say_what_a_late_joiner_has_missed) {
    commit(4, 4);
    ASSERT_TRUE(follow());
    order.in_turn([&](Sequencer& sequencer) { sequencer.hold(room); });
    hear(5);
    store.fault = true;
    tell_late_joiner();
    EXPECT_EQ(listeners.told, (Told{"heard 5"}));
}

}  // namespace
}  // namespace chatter::realtime
