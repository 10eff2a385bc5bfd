#include "store/search/needle.hpp"

#include <gtest/gtest.h>

#include "store/search/folding.hpp"

namespace chatter::store::search {
namespace {

using Ranges = std::vector<chat::TextRange>;

bool matches(std::string_view typed, std::string_view content) { return Needles(typed).match(fold(content)); }

Ranges highlights(std::string_view typed, std::string_view content) {
    return Needles(typed).highlights(content);
}

TEST(Needles, are_found_inside_words_without_case_and_accents) {
    EXPECT_TRUE(matches("CAFE", "le Café du coin"));
    EXPECT_TRUE(matches("afé", "cafeteria"));
    EXPECT_TRUE(matches("foo-bar", "see foo-bars"));
    EXPECT_FALSE(matches("foo-bar", "foo bar"));
    EXPECT_TRUE(matches("京", "東京都"));
    EXPECT_TRUE(matches("京都", "東京都"));
    EXPECT_TRUE(matches("녕하", "안녕하세요"));
    EXPECT_FALSE(matches("가", "각"));
}

TEST(Needles, must_all_be_there) {
    EXPECT_TRUE(matches("red fox", "a fox that is not red"));
    EXPECT_FALSE(matches("red fox", "a red dog"));
}

TEST(Needles, between_quotes_are_whole_words) {
    EXPECT_TRUE(matches("\"cat\"", "my Cat, my dog"));
    EXPECT_FALSE(matches("\"cat\"", "concatenate"));
    EXPECT_FALSE(matches("\"cat\"", "cats"));
    EXPECT_TRUE(matches("\"cat\"", "cats and a cat"));
    EXPECT_TRUE(matches("\"my  cat\" dog", "dogs eat\nmy\ncat"));
    EXPECT_FALSE(matches("\"my cat\"", "my black cat"));
    EXPECT_TRUE(matches("\"京都\"", "東京都"));
    EXPECT_TRUE(matches("\"c++\"", "I like C++."));
}

TEST(Needles, take_a_lone_quote_for_a_character) {
    EXPECT_TRUE(matches("say \"hi", "they say \"hi\""));
    EXPECT_FALSE(matches("say \"hi", "they say hi"));
}

TEST(Needles, of_nothing_match_nothing) {
    for (const auto* typed : {"", "  ", "\"\"", "\" \"", "\u200B", "\u0301"}) {
        EXPECT_TRUE(Needles(typed).empty()) << typed;
        EXPECT_FALSE(matches(typed, "anything"));
    }
}

TEST(Needles, are_highlighted_in_code_points_of_what_was_sent) {
    EXPECT_EQ(highlights("cafe", "Le Café, un CAFE\u0301!"), (Ranges{{3, 7}, {12, 17}}));
    EXPECT_EQ(highlights("b", "🎉🎉b"), (Ranges{{2, 3}}));
    EXPECT_EQ(highlights("i", "ﬁn"), (Ranges{{0, 1}}));
    EXPECT_EQ(highlights("aa", "aaaa"), (Ranges{{0, 4}}));
    EXPECT_EQ(highlights("ab bc", "abc abc"), (Ranges{{0, 3}, {4, 7}}));
    EXPECT_EQ(highlights("\"a\"", "a aa a"), (Ranges{{0, 1}, {5, 6}}));
    EXPECT_EQ(highlights("京都", "東京都"), (Ranges{{1, 3}}));
}

}  // namespace
}  // namespace chatter::store::search
