#include "store/search/folding.hpp"

#include <gtest/gtest.h>

namespace chatter::store::search {
namespace {

using Sources = std::vector<std::uint32_t>;

TEST(SearchFolding, leaves_out_case_and_accents) {
    EXPECT_EQ(fold("Crème BRÛLÉE"), "creme brulee");
    EXPECT_EQ(fold("cre\u0300me"), "creme");
    EXPECT_EQ(fold("Straße"), fold("STRASSE"));
    EXPECT_EQ(fold("ΣΊΣΥΦΟΣ"), fold("σίσυφος"));
    EXPECT_EQ(fold("Ёлка"), "елка");
    EXPECT_EQ(fold("Łódź Ærø Đà Nẵng İstanbul ısı"), "lodz aero da nang istanbul isi");
    EXPECT_EQ(fold("שָׁלוֹם"), fold("שלום"));
}

TEST(SearchFolding, makes_one_of_what_is_written_in_several_ways) {
    EXPECT_EQ(fold("ＡＢＣ１２３"), "abc123");
    EXPECT_EQ(fold("ﬁne ½ № ㎏"), "fine 1\u20442 no kg");
    EXPECT_EQ(fold("co\u00ADop\u200B \uFE0Fx"), "coop x");
    EXPECT_EQ(fold("a \t\n\u3000 b"), "a b");
}

TEST(SearchFolding, keeps_what_makes_other_words) {
    EXPECT_NE(fold("が"), fold("か"));
    EXPECT_NE(fold("ぱ"), fold("ば"));
    EXPECT_NE(fold("각"), fold("가"));
    EXPECT_NE(fold("कि"), fold("क"));
}

TEST(SearchFolding, puts_syllables_together) {
    EXPECT_EQ(fold("か\u3099"), "が");
    EXPECT_EQ(fold("は\u309A"), "ぱ");
    EXPECT_EQ(fold("ﾊﾟｿｺﾝ ｶﾞﾗｽ"), "パソコン ガラス");
    EXPECT_EQ(fold("\u1100\u1161\u11A8"), "각");
    EXPECT_EQ(fold("ウ\u3099"), "ヴ");
}

TEST(SearchFolding, says_where_each_byte_comes_from) {
    EXPECT_EQ(fold_with_sources("aÉb").sources, (Sources{0, 1, 2, 3}));
    EXPECT_EQ(fold_with_sources("ﬁx").sources, (Sources{0, 0, 1, 2}));
    EXPECT_EQ(fold_with_sources("e\u0301x").sources, (Sources{0, 2, 3}));
    const auto kana = fold_with_sources("かか\u3099x");
    EXPECT_EQ(kana.text, "かがx");
    EXPECT_EQ(kana.sources, (Sources{0, 0, 0, 1, 1, 1, 3, 4}));
    EXPECT_EQ(fold_with_sources("").sources, (Sources{0}));
}

TEST(SearchFolding, takes_every_code_point) {
    std::string text;
    for (std::uint32_t c = 1; c < 0x110000; ++c) {
        if (c >= 0xD800 && c < 0xE000) continue;
        text.clear();
        if (c < 0x80) {
            text.push_back(static_cast<char>(c));
        } else if (c < 0x800) {
            text += {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))};
        } else if (c < 0x10000) {
            text += {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
                     static_cast<char>(0x80 | (c & 0x3F))};
        } else {
            text += {static_cast<char>(0xF0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 0x3F)),
                     static_cast<char>(0x80 | (c >> 6 & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))};
        }
        const auto once = fold(text);
        ASSERT_EQ(fold(once), once) << std::hex << c;
        ASSERT_EQ(fold_with_sources(text).sources.size(), once.size() + 1) << std::hex << c;
    }
}

}  // namespace
}  // namespace chatter::store::search
