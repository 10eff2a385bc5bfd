#include "cluster/presence_wire.hpp"

#include <gtest/gtest.h>

#include "chat/testing/manual_clock.hpp"

namespace chatter::cluster {
namespace {

struct PresenceWireTest : ::testing::Test {
    chat::testing::CountingRandom random;
    chat::UserId ada = chat::UserId::make(Time(), random);
    chat::UserId bob = chat::UserId::make(Time(), random);
};

TEST_F(PresenceWireTest, tells_who_is_connected_as_it_was_said) {
    const PresenceWord said{.node = "n1",
                            .told = 7,
                            .people = {{.user_id = ada,
                                        .connected = chat::PresenceStatus::away,
                                        .chosen = chat::ChosenPresence::do_not_disturb},
                                       {.user_id = bob, .connected = chat::PresenceStatus::offline}},
                            .is_all = true,
                            .asks = true};
    const auto read = decode_presence(encode_presence(said)).value();
    EXPECT_EQ(read.node, "n1");
    EXPECT_EQ(read.told, 7);
    EXPECT_TRUE(read.is_all);
    EXPECT_TRUE(read.asks);
    ASSERT_EQ(read.people.size(), 2U);
    EXPECT_EQ(read.people[0].user_id, ada);
    EXPECT_EQ(read.people[0].connected, chat::PresenceStatus::away);
    EXPECT_EQ(read.people[0].chosen, chat::ChosenPresence::do_not_disturb);
    EXPECT_EQ(read.people[1].connected, chat::PresenceStatus::offline);
}

TEST_F(PresenceWireTest, is_short_where_there_is_nothing_new) {
    EXPECT_EQ(encode_presence({.node = "n1", .told = 7}), R"({"node":"n1","told":7})");
    EXPECT_TRUE(decode_presence(R"({"node":"n1","told":7})").value().people.empty());
}

TEST_F(PresenceWireTest, refuses_what_no_node_says) {
    const auto with = [](const std::string& people) {
        return decode_presence(R"({"node":"n1","told":7,"people":)" + people + "}").has_value();
    };
    const auto id = ada.to_string();
    EXPECT_TRUE(with("{\"" + id + "\":[2,0]}"));
    for (const auto* wrong : {"", "[2]", "[2,0,0]", "[4,0]", "[2,4]", "[-1,0]", "[2.5,0]", "\"2 0\""})
        EXPECT_FALSE(with("{\"" + id + "\":" + wrong + "}")) << wrong;
    EXPECT_FALSE(with(R"({"ada":[2,0]})"));
    EXPECT_FALSE(with("[]"));
    for (const auto* wrong :
         {"", "7", "[]", "{}", R"({"node":"n1"})", R"({"told":7})", R"({"node":1,"told":7})",
          R"({"node":"n1","told":"7"})", R"({"node":"","told":7})"})
        EXPECT_FALSE(decode_presence(wrong)) << wrong;
    EXPECT_FALSE(decode_presence(R"({"node":")" + std::string(65, 'n') + R"(","told":7})"));
}

TEST_F(PresenceWireTest, reads_what_redis_keeps_of_a_node) {
    EXPECT_EQ(presence_field({.user_id = ada, .connected = chat::PresenceStatus::offline}), "");
    const auto field = presence_field(
        {.user_id = ada, .connected = chat::PresenceStatus::online, .chosen = chat::ChosenPresence::away});
    const auto read = read_presence_hash("n1", {ada.to_string(), field, "told", "9"}).value();
    EXPECT_EQ(read.told, 9);
    EXPECT_TRUE(read.is_all);
    ASSERT_EQ(read.people.size(), 1U);
    EXPECT_EQ(read.people[0].user_id, ada);
    EXPECT_EQ(read.people[0].connected, chat::PresenceStatus::online);
    EXPECT_EQ(read.people[0].chosen, chat::ChosenPresence::away);
    EXPECT_FALSE(read_presence_hash("n1", {})) << "it has run out";
    for (const auto* wrong : {"2", "2 x", "x 0", "9 0", " "})
        EXPECT_FALSE(read_presence_hash("n1", {"told", "9", ada.to_string(), wrong})) << wrong;
}

}  // namespace
}  // namespace chatter::cluster
