#include "store/case_folding.hpp"

#include <gtest/gtest.h>

namespace chatter::store {
namespace {

TEST(CaseFolding, makes_the_cases_of_any_script_one) {
    EXPECT_EQ(fold_case("HELLO, World 42"), "hello, world 42");
    EXPECT_EQ(fold_case("ÀÉÎÕÜ ŁÓDŹ ĀĂŸ"), "àéîõü łódź āăÿ");
    EXPECT_EQ(fold_case("ΆΛΦΑ Σ ς"), "άλφα σ σ");
    EXPECT_EQ(fold_case("ЖЁЛТЫЙ Ѳ Ԁ"), "жёлтый ѳ ԁ");
    EXPECT_EQ(fold_case("ԱԲ Ა Ꭰ ꭰ"), fold_case("աբ ა Ꭰ Ꭰ"));
    EXPECT_EQ(fold_case("ＦＵＬＬ 𐐀 Ⅷ Ⓚ"), "ｆｕｌｌ 𐐨 ⅷ ⓚ");
}

TEST(CaseFolding, folds_one_letter_to_several_where_unicode_does) {
    EXPECT_EQ(fold_case("Straße"), fold_case("STRASSE"));
    EXPECT_EQ(fold_case("ẞ ﬁ ŉ"), "ss fi ʼn");
    EXPECT_EQ(fold_case("İ"), "i\u0307");
}

TEST(CaseFolding, leaves_what_has_no_case) {
    EXPECT_EQ(fold_case("日本語 עברית 👩‍👩‍👧 ×÷ıƛ"),
              "日本語 עברית 👩‍👩‍👧 ×÷ıƛ");
    EXPECT_EQ(fold_case(""), "");
}

TEST(CaseFolding, changes_nothing_the_second_time) {
    for (char32_t c = 0x80; c < 0x3000; ++c) {
        std::string text;
        if (c < 0x800)
            text = {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))};
        else
            text = {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
                    static_cast<char>(0x80 | (c & 0x3F))};
        EXPECT_EQ(fold_case(fold_case(text)), fold_case(text)) << static_cast<std::uint32_t>(c);
    }
}

}  // namespace
}  // namespace chatter::store
