#include "realtime/ordered_delivery.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/json/object.hpp>
#include <thread>

#include "chat/testing/manual_clock.hpp"
#include "realtime/room_names.hpp"

namespace chatter::realtime {
namespace {

namespace json = boost::json;
using Told = std::vector<std::string>;

struct OrderedDeliveryTest : ::testing::Test {
    chat::testing::CountingRandom random;
    chat::RoomId room = chat::RoomId::make(Time(), random);
    OrderedDelivery order;
    Told told;
    std::vector<chat::RoomId> gaps;
    std::vector<OrderedDelivery::LateJoiner> late;

    OrderedDeliveryTest() {
        order.handle({.on_gap = [this](chat::RoomId id, chat::Version) { gaps.push_back(id); },
                      .on_join = [this](const std::string& name,
                                        chat::RoomId) { told.push_back(name + " hears the room"); },
                      .on_late_joiner = [this](auto joiner) { late.push_back(std::move(joiner)); }});
    }

    void follow(chat::Version version) {
        order.in_turn(
            [&](Sequencer& sequencer) { sequencer.follow(room, {.version = version, .seq = version}, {}); });
    }
    void take(const json::array& event, const std::string& audience, const std::string& as) {
        order.take(event, {.rooms = {audience}, .except = {}}, [this, as] { told.push_back(as); });
    }
    void take_message(std::string name, chat::Version version) {
        const auto as = name + " " + std::to_string(version);
        take({std::move(name), json::object{{"message", {{"seq", version}, {"version", version}}}}},
             room_name(room), as);
    }
    void take_joining(chat::Version version) {
        take({"room:added",
              json::object{{"room", {{"id", room.to_string()}, {"version", version}, {"lastSeq", version}}}}},
             "user:ada", "joined");
    }
};

TEST_F(OrderedDeliveryTest, delivers_the_changes_of_a_room_by_version) {
    follow(4);
    take_message("message:updated", 6);
    EXPECT_EQ(gaps, std::vector{room});
    take_message("message:deleted", 7);
    take_message("message:new", 5);
    EXPECT_EQ(told, (Told{"message:new 5", "message:updated 6", "message:deleted 7"}));
    EXPECT_EQ(gaps.size(), 1U);
    order.in_turn([&](Sequencer& sequencer) { EXPECT_EQ(sequencer.told(room).value().seq, 5); });
}

TEST_F(OrderedDeliveryTest, delivers_at_once_what_has_no_place_among_the_changes_of_a_room) {
    follow(4);
    take({"typing", json::object{{"roomId", room.to_string()}}}, room_name(room), "typing");
    take({"message:new", json::object{{"message", {{"seq", 9}, {"version", 9}}}}}, "user:ada", "to a user");
    take({"message:new", json::object{{"message", {{"seq", 9}}}}}, room_name(room), "no version");
    take({"message:new", "text"}, room_name(room), "no object");
    take({"message:new"}, room_name(room), "no argument");
    take({}, room_name(room), "nothing");
    order.take({"message:new", json::object{{"message", {{"seq", 9}, {"version", 9}}}}},
               {.rooms = {room_name(room), "room:other"}, .except = {}},
               [this] { told.push_back("two rooms"); });
    EXPECT_EQ(told, (Told{"typing", "to a user", "no version", "no object", "no argument", "nothing",
                          "two rooms"}));
    EXPECT_TRUE(gaps.empty());
}

TEST_F(OrderedDeliveryTest, follows_a_room_that_somebody_joins) {
    take_joining(7);
    take_message("message:new", 9);
    EXPECT_EQ(told, (Told{"joined", "user:ada hears the room"}));
    EXPECT_EQ(gaps.size(), 1U);
    EXPECT_TRUE(late.empty());
}

TEST_F(OrderedDeliveryTest, tells_of_somebody_who_joins_a_room_that_has_gone_on_meanwhile) {
    follow(4);
    take_message("message:new", 5);
    take_message("message:new", 6);
    take_joining(4);
    ASSERT_EQ(late.size(), 1U);
    EXPECT_EQ(late[0].user_room, "user:ada");
    EXPECT_EQ(late[0].room, room);
    EXPECT_EQ(late[0].shown, (Sequencer::Place{.version = 4, .seq = 4}));
    EXPECT_EQ(late[0].told, (Sequencer::Place{.version = 6, .seq = 6}));
}

TEST_F(OrderedDeliveryTest, keeps_what_comes_next_until_the_late_joiner_has_been_told_what_was_before) {
    follow(4);
    take_message("message:new", 5);
    take_joining(4);
    take_message("message:new", 6);
    EXPECT_EQ(told.back(), "user:ada hears the room");
    EXPECT_FALSE(order.in_turn([&](Sequencer& sequencer) { return sequencer.release(room); }));
    EXPECT_EQ(told.back(), "message:new 6");
}

TEST_F(OrderedDeliveryTest, has_everything_of_one_turn_at_a_worker_before_anybody_elses) {
    asio::io_context worker(1);
    follow(0);
    const auto post = [&](chat::Version version) {
        order.take({"message:new", json::object{{"message", {{"seq", version}, {"version", version}}}}},
                   {.rooms = {room_name(room)}, .except = {}}, [&, version] {
                       post_to(worker.get_executor(),
                               [&, version] { told.push_back(std::to_string(version)); });
                   });
    };
    {
        const PostTogether batch;  // as the store's writer has one, which ends after the answers
        order.in_turn([&](Sequencer&) {
            post_to(worker.get_executor(), [&] { told.emplace_back("join"); });
            post(1);
        });
        std::thread([&] { post(2); }).join();
    }
    worker.run();
    EXPECT_EQ(told, (Told{"join", "1", "2"}));
}

}  // namespace
}  // namespace chatter::realtime
