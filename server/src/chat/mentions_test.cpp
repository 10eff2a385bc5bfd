#include "chat/mentions.hpp"

#include <gtest/gtest.h>

namespace chatter::chat {
namespace {

using Names = std::vector<std::string>;

TEST(Mentions, finds_names_at_the_start_and_after_what_is_no_word) {
    EXPECT_EQ(find_mentions("@ada hi (@bob), \"@carl\" @dora"), (Names{"ada", "bob", "carl", "dora"}));
    EXPECT_EQ(find_mentions("日本@ada"), Names{"ada"});
    EXPECT_EQ(find_mentions("@@ada"), Names{"ada"});
}

TEST(Mentions, lower_cases_names_and_gives_each_once) {
    EXPECT_EQ(find_mentions("@Ada @ADA @ada"), Names{"ada"});
}

TEST(Mentions, leaves_the_punctuation_to_the_sentence) {
    EXPECT_EQ(find_mentions("Ask @a.b-c. Or @dora-- or @emil..."), (Names{"a.b-c", "dora", "emil"}));
}

TEST(Mentions, sees_none_in_addresses_and_lone_signs) {
    EXPECT_EQ(find_mentions("mail ada@example.org, x_@y1, @ , @, @a, @-ab, @"), Names{});
    EXPECT_EQ(find_mentions("@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), Names{});
}

TEST(Mentions, name_everybody_by_three_words) {
    for (const auto* content : {"@room", "hey @ALL!", "@ada @here."})
        EXPECT_TRUE(name_everybody(find_mentions(content))) << content;
    for (const auto* content : {"room", "@rooms", "@ada", "a@room", "@al"})
        EXPECT_FALSE(name_everybody(find_mentions(content))) << content;
}

TEST(Mentions, stops_at_fifty) {
    std::string content;
    for (int i = 0; i < 60; ++i) content += "@user" + std::to_string(i) + " ";
    const auto names = find_mentions(content);
    ASSERT_EQ(names.size(), mentions_max);
    EXPECT_EQ(names.back(), "user49");
}

}  // namespace
}  // namespace chatter::chat
