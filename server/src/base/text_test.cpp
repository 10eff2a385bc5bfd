#include "base/text.hpp"

#include <gtest/gtest.h>

namespace chatter {
namespace {

TEST(Text, counts_code_points_of_any_script) {
    EXPECT_EQ(count_code_points(""), 0U);
    EXPECT_EQ(count_code_points("abc"), 3U);
    EXPECT_EQ(count_code_points("日本語"), 3U);
    EXPECT_EQ(count_code_points("👩‍👩‍👧"), 5U);
}

TEST(Text, tells_ill_formed_utf8) {
    for (const std::string_view text :
         {"\xFF", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "a\x80"})
        EXPECT_EQ(count_code_points(text), std::nullopt);
}

TEST(Text, cuts_at_a_code_point) {
    EXPECT_EQ(prefix_code_points("日本語", 2), "日本");
    EXPECT_EQ(prefix_code_points("ab", 5), "ab");
}

TEST(Text, escapes_json_strings) {
    std::string out;
    append_json_string(out, "a\"b\\c\n\x01é\xFF");
    EXPECT_EQ(out, "\"a\\\"b\\\\c\\u000a\\u0001é\xEF\xBF\xBD\"");
}

TEST(Text, decodes_percent_escapes) {
    EXPECT_EQ(percent_decode("a%2Fb%20c"), "a/b c");
    EXPECT_EQ(percent_decode("%"), std::nullopt);
    EXPECT_EQ(percent_decode("%4"), std::nullopt);
    EXPECT_EQ(percent_decode("%zz"), std::nullopt);
}

TEST(Text, finds_a_query_value) {
    EXPECT_EQ(query_value("a=1&b=two+words&c", "b"), "two words");
    EXPECT_EQ(query_value("a=1&c", "c"), "");
    EXPECT_EQ(query_value("a=1", "b"), std::nullopt);
    EXPECT_EQ(query_value("q=%E6%97%A5", "q"), "日");
}

TEST(Text, encodes_and_decodes_base64) {
    for (const std::string_view bytes : {"", "f", "fo", "foo", "foob", "fooba", "foobar"}) {
        EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes);
        EXPECT_EQ(base64url_decode(base64url_encode(bytes)), bytes);
    }
    EXPECT_EQ(base64_encode("foob"), "Zm9vYg==");
    EXPECT_EQ(base64url_encode("\xFB\xFF"), "-_8");
    EXPECT_EQ(base64_decode("Zm9v!"), std::nullopt);
    EXPECT_EQ(base64_decode("Z"), std::nullopt);
}

TEST(Text, ignores_the_case_of_ascii_only) {
    EXPECT_TRUE(equals_ignoring_ascii_case("Content-Type", "content-type"));
    EXPECT_FALSE(equals_ignoring_ascii_case("a", "ab"));
    EXPECT_EQ(to_ascii_lower("ÀB"), "Àb");
}

}  // namespace
}  // namespace chatter
