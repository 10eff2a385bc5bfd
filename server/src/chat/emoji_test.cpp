#include "chat/emoji.hpp"

#include <gtest/gtest.h>

namespace chatter::chat {
namespace {

TEST(Emoji, are_single_characters_and_whole_sequences) {
    for (const auto* emoji : {"👍", "👍🏽", "❤️", "🇫🇷", "1️⃣", "👩‍👩‍👧‍👦",
                              "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🧑🏿‍🚀", "#️⃣", "😀", "🫨"})
        EXPECT_TRUE(is_emoji(emoji)) << emoji;
}

TEST(Emoji, are_nothing_else_and_never_two) {
    for (const auto* text :
         {"", " ", "a", "1", "#", "❤", "👍👍", "👍 ", " 👍", "🏽a", "🇫", "👩‍", "\xF0\x9F\x91", "+1"})
        EXPECT_FALSE(is_emoji(text)) << text;
}

}  // namespace
}  // namespace chatter::chat
