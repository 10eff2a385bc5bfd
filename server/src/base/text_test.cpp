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

TEST(Text, counts_alike_wherever_the_text_leaves_ascii) {
    for (std::size_t before = 0; before < 20; ++before)
        for (std::size_t after = 0; after < 20; ++after) {
            const std::string ascii(before, 'a'), more(after, 'b');
            EXPECT_EQ(count_code_points(ascii + "日" + more), before + 1 + after);
            EXPECT_EQ(count_code_points(ascii + "\xFF" + more), std::nullopt);
        }
}

TEST(Text, cuts_at_a_code_point) {
    EXPECT_EQ(prefix_code_points("日本語", 2), "日本");
    EXPECT_EQ(prefix_code_points("ab", 5), "ab");
}

TEST(Text, escapes_json_strings) {
    std::string out;
    append_json_string(out, "a\"b\\c\n\x01é\xFF");
    EXPECT_EQ(out, "\"a\\\"b\\\\c\\n\\u0001é\xEF\xBF\xBD\"");
}

TEST(Text, escapes_lone_surrogates_in_json_strings) {
    const auto escaped = [](std::string_view text) {
        std::string out;
        append_json_string(out, text);
        return out;
    };
    EXPECT_EQ(escaped("a\xED\xA0\x80"), R"("a\ud800")");
    EXPECT_EQ(escaped("\xED\xBF\xBF!"), R"("\udfff!")");
    EXPECT_EQ(escaped("\xED\xA0\xBD\xED\xB8\x80"), R"("\ud83d\ude00")");
    EXPECT_EQ(escaped("\xED\x9F\xBF"), "\"\xED\x9F\xBF\"");          // U+D7FF is a character
    EXPECT_EQ(escaped("\xED\xA0"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");  // cut short
    EXPECT_EQ(escaped("\xED\xA0z"), "\"\xEF\xBF\xBD\xEF\xBF\xBDz\"");
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
