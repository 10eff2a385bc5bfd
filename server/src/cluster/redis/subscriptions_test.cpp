#include "cluster/redis/subscriptions.hpp"

#include <gtest/gtest.h>

namespace chatter::cluster::redis {
namespace {

using Kind = Subscriptions::Kind;
using Words = std::vector<std::string>;

Value words_of(const Words& words) {
    Value value{.kind = Value::Kind::array, .text = {}, .integer = 0, .items = {}};
    for (const auto& word : words)
        value.items.push_back({.kind = Value::Kind::text, .text = word, .integer = 0, .items = {}});
    return value;
}

class SubscriptionsTest : public ::testing::Test {
  protected:
    Subscriptions::OnMessage hear(std::string who) {
        return [this, who = std::move(who)](std::string_view channel, std::string_view payload) {
            heard.push_back(who + " " + std::string(channel) + " " + std::string(payload));
        };
    }
    /// As Redis confirms what was sent last.
    bool confirm_last() {
        const auto words = sent.back();
        const auto kind = words[0] == "SSUBSCRIBE" ? "ssubscribe" : "subscribe";
        bool in_force = false;
        for (std::size_t i = 1; i < words.size(); ++i)
            in_force = subscriptions.take(words_of({kind, words[i], "1"}));
        return in_force;
    }

    std::vector<Words> sent;
    std::size_t names_sent = 0;
    Words heard;
    Subscriptions subscriptions{[this](const Words& words) {
        sent.push_back(words);
        names_sent += words.size() - 1;
    }};
};

TEST_F(SubscriptionsTest, subscribes_to_everything_again_on_each_connection) {
    subscriptions.add(1, Kind::channel, "a", hear("first"));
    subscriptions.add(2, Kind::shard, "b", hear("second"));
    subscriptions.add(3, Kind::shard, "c", hear("third"));
    EXPECT_TRUE(sent.empty());
    for (int connection = 0; connection < 2; ++connection) {
        sent.clear();
        subscriptions.begin();
        EXPECT_EQ(sent, (std::vector<Words>{{"SUBSCRIBE", "a"}, {"SSUBSCRIBE", "b", "c"}}));
        EXPECT_FALSE(subscriptions.take(words_of({"subscribe", "a", "1"})));
        EXPECT_FALSE(subscriptions.are_in_force());
        EXPECT_TRUE(confirm_last());
        EXPECT_TRUE(subscriptions.are_in_force());
        subscriptions.end();
        EXPECT_FALSE(subscriptions.are_in_force());
    }
}

TEST_F(SubscriptionsTest, is_in_force_at_once_where_nothing_is_subscribed_to) {
    subscriptions.begin();
    EXPECT_TRUE(subscriptions.are_in_force());
    subscriptions.add(1, Kind::channel, "a", hear("later"));
    EXPECT_EQ(sent, (std::vector<Words>{{"SUBSCRIBE", "a"}}));
    EXPECT_TRUE(subscriptions.are_in_force());
}

TEST_F(SubscriptionsTest, brings_a_message_to_those_who_hear_its_channel_in_that_way) {
    subscriptions.add(1, Kind::channel, "a", hear("channel"));
    subscriptions.add(2, Kind::pattern, "a", hear("pattern"));
    subscriptions.add(3, Kind::shard, "a", hear("shard"));
    subscriptions.add(4, Kind::shard, "a", hear("shard"));
    subscriptions.begin();
    subscriptions.take(words_of({"message", "a", "1"}));
    subscriptions.take(words_of({"pmessage", "a", "abc", "2"}));
    subscriptions.take(words_of({"smessage", "a", "3"}));
    subscriptions.take(words_of({"smessage", "nobody's", "4"}));
    EXPECT_EQ(heard, (Words{"channel a 1", "pattern abc 2", "shard a 3", "shard a 3"}));
}

TEST_F(SubscriptionsTest, gives_a_channel_up_with_its_last_hearer) {
    subscriptions.begin();
    subscriptions.add(1, Kind::shard, "a", hear("one"));
    subscriptions.add(2, Kind::shard, "a", hear("other"));
    sent.clear();
    subscriptions.remove(1);
    EXPECT_TRUE(sent.empty());
    subscriptions.take(words_of({"smessage", "a", "1"}));
    EXPECT_EQ(heard, (Words{"other a 1"}));
    subscriptions.remove(2);
    subscriptions.remove(2);
    EXPECT_EQ(sent, (std::vector<Words>{{"SUNSUBSCRIBE", "a"}}));
}

TEST_F(SubscriptionsTest, subscribes_to_many_in_portions_as_redis_confirms_them) {
    constexpr std::size_t count = 15'000;
    for (std::size_t i = 0; i < count; ++i)
        subscriptions.add(i, Kind::shard, "r" + std::to_string(i), hear(""));
    subscriptions.begin();
    std::size_t named = 0;
    std::size_t confirmed = 0;
    for (std::size_t i = 0; i < sent.size(); ++i) {
        named += sent[i].size() - 1;
        EXPECT_LE(sent[i].size(), 502U);
        for (std::size_t j = 1; j < sent[i].size(); ++j) {
            EXPECT_LE(names_sent - confirmed, 10'500U);
            EXPECT_FALSE(subscriptions.are_in_force());
            subscriptions.take(words_of({"ssubscribe", "r", "1"}));
            ++confirmed;
        }
    }
    EXPECT_EQ(named, count);
    EXPECT_TRUE(subscriptions.are_in_force());
}

TEST_F(SubscriptionsTest, says_when_what_was_added_is_in_force) {
    Words told;
    const auto note = [&](const char* what) { return [&told, what] { told.emplace_back(what); }; };
    subscriptions.add(1, Kind::channel, "a", hear(""));
    subscriptions.when_in_force(note("no connection"));
    EXPECT_EQ(std::exchange(told, {}), (Words{"no connection"}));
    subscriptions.begin();
    subscriptions.when_in_force(note("first"));
    subscriptions.add(2, Kind::shard, "b", hear(""));
    subscriptions.when_in_force(note("both"));
    EXPECT_TRUE(told.empty());
    subscriptions.take(words_of({"subscribe", "a", "1"}));
    EXPECT_EQ(told, (Words{"first"}));
    subscriptions.take(words_of({"ssubscribe", "b", "1"}));
    EXPECT_EQ(told, (Words{"first", "both"}));
    subscriptions.when_in_force(note("at once"));
    EXPECT_EQ(std::exchange(told, {}), (Words{"first", "both", "at once"}));
    subscriptions.add(3, Kind::shard, "c", hear(""));
    subscriptions.when_in_force(note("lost"));
    EXPECT_TRUE(told.empty());
    subscriptions.end();
    EXPECT_EQ(std::exchange(told, {}), (Words{"lost"}));
    subscriptions.begin();
    subscriptions.when_in_force(note("refused"));
    subscriptions.take({.kind = Value::Kind::error, .text = "NOPERM", .integer = 0, .items = {}});
    subscriptions.when_in_force(note("refused before"));
    EXPECT_EQ(told, (Words{"refused", "refused before"}));
}

TEST_F(SubscriptionsTest, does_not_subscribe_to_what_was_given_up_before_its_turn) {
    subscriptions.add(1, Kind::shard, "a", hear(""));
    for (std::size_t i = 10; i < 10'600; ++i) subscriptions.add(i, Kind::shard, std::to_string(i), hear(""));
    subscriptions.begin();
    subscriptions.remove(10'599);
    sent.clear();
    for (std::size_t i = 10; i < 10'600; ++i) subscriptions.take(words_of({"ssubscribe", "x", "1"}));
    EXPECT_TRUE(subscriptions.are_in_force());
    for (const auto& words : sent)
        for (const auto& word : words) EXPECT_NE(word, "10599");
}

}  // namespace
}  // namespace chatter::cluster::redis
