#include "chat/usernames.hpp"

#include <gtest/gtest.h>

#include "chat/validation.hpp"

namespace chatter::chat {
namespace {

TEST(Usernames, are_the_same_name_in_every_case_and_width) {
    const std::pair<std::string_view, std::string_view> table[] = {
        {"lena", "lena"},  {"LeNa", "lena"},  {"Ｌｅｎａ", "lena"}, {"ｌｅｎａ＿１２", "lena_12"},
        {"𝓛𝖊𝗻𝚊", "lena"},  {"Ⓛⓔⓝⓐ", "lena"},  {"\u212Aai", "kai"},  // the Kelvin sign
        {"ﬁona", "fiona"}, {"Groß", "gross"}, {"x²", "x2"},         {"Ⅻ", "xii"},
        {"", ""},
    };
    for (const auto& [given, kept] : table) EXPECT_EQ(fold_username(given), kept) << given;
}

TEST(Usernames, of_anything_else_stay_as_they_are_and_are_refused) {
    for (const auto* name : {"лена", "l\u0435na", "le\u200Bna", "le\u00ADna", "\u202Elena", "le\uFE0Fna",
                             "l\u00E9na", "le\u0301na", "l\u0131na", "le na", "ｌｅ　ｎａ", "\xFFlena"}) {
        EXPECT_TRUE(complaint_about_username(fold_username(name)).has_value()) << name;
    }
    EXPECT_EQ(fold_username("le\u200Bna"), "le\u200Bna");
    EXPECT_EQ(fold_username("\xFFLena"), "\xFFLena");
}

TEST(Usernames, look_alike_when_one_may_be_taken_for_the_other) {
    const std::pair<std::string_view, std::string_view> alike[] = {
        {"paul", "pau1"}, {"tom", "t0rn"}, {"willow", "vvi11ovv"}, {"moo", "rn00"}};
    for (const auto& [one, other] : alike) EXPECT_EQ(username_likeness(one), username_likeness(other)) << one;
    const std::pair<std::string_view, std::string_view> apart[] = {
        {"paul", "paula"}, {"a.b", "a-b"}, {"user1", "user2"}, {"user10", "user1"}, {"ivan", "lvan"}};
    for (const auto& [one, other] : apart) EXPECT_NE(username_likeness(one), username_likeness(other)) << one;
}

}  // namespace
}  // namespace chatter::chat
