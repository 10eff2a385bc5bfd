#include "socketio/protocol/json.hpp"

#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <cmath>
#include <limits>

#include "base/text.hpp"

namespace chatter::socketio {
namespace {

std::string echo(std::string_view text) {
    const auto value = parse_json(text);
    return value ? to_json(*value) : "refused";
}

TEST(Json, comes_back_as_it_was) {
    for (const std::string_view text :
         {"null", "true", "false", "0", "-1", "[]", "{}", R"([1,[2,{"a":[]}],"b"])",
          R"({"a":{"b":null},"c":""})", R"("\"\\\b\f\n\r\t\u0000\u001f/é日😀")", "9223372036854775807",
          "-9223372036854775808", "18446744073709551615", "9007199254740993",
          R"({"":1,"__proto__":2,"constructor":3})"})
        EXPECT_EQ(echo(text), text);
}

TEST(Json, is_read_with_space_around_every_token) {
    EXPECT_EQ(echo(" \t\r\n[ 1 , { \"a\" : [ ] , \"b\" : { } } ] "), R"([1,{"a":[],"b":{}}])");
}

TEST(Json, is_refused_where_json_parse_would_throw) {
    for (const std::string_view text : {"",
                                        " ",
                                        "nul",
                                        "nulll",
                                        "True",
                                        "01",
                                        "-",
                                        "+1",
                                        "1.",
                                        ".5",
                                        "1e",
                                        "1e+",
                                        "-01",
                                        "0x1",
                                        "NaN",
                                        "Infinity",
                                        "[",
                                        "]",
                                        "[1",
                                        "[1,",
                                        "[1,]",
                                        "[,1]",
                                        "[1 2]",
                                        "{",
                                        "{\"a\"",
                                        "{\"a\":",
                                        "{\"a\":1",
                                        "{\"a\":1,}",
                                        "{a:1}",
                                        "{1:1}",
                                        "{,}",
                                        "\"",
                                        "\"a",
                                        "\"\\",
                                        "\"\\\"",
                                        "\"\\x\"",
                                        "\"\\u12\"",
                                        "\"\\u12g4\"",
                                        "\"\\u+123\"",
                                        "\"\n\"",
                                        "\"\x01\"",
                                        "'a'",
                                        "[1]//",
                                        "/**/1",
                                        "1 2",
                                        "\xEF\xBB\xBF[]",
                                        "\xC2\xA0[]",
                                        "\"\xFF\"",
                                        "\"\xED\xA0\x80\""})
        EXPECT_EQ(echo(text), "refused") << text;
}

TEST(Json, writes_numbers_as_javascript_does) {
    const struct {
        std::string_view read, written;
    } cases[] = {{"1.0", "1"},
                 {"1.5", "1.5"},
                 {"-0", "0"},
                 {"-0.0", "0"},
                 {"0.1", "0.1"},
                 {"0.30000000000000004", "0.30000000000000004"},
                 {"2.2250738585072011e-308", "2.225073858507201e-308"},
                 {"5e-324", "5e-324"},
                 {"1e-400", "0"},
                 {"1.7976931348623157e308", "1.7976931348623157e+308"},
                 {"1e21", "1e+21"},
                 {"1e20", "100000000000000000000"},
                 {"123456789012345680000", "123456789012345680000"},
                 {"18446744073709551616", "18446744073709552000"},
                 {"-9223372036854775809", "-9223372036854776000"},
                 {"0.000001", "0.000001"},
                 {"0.0000001", "1e-7"},
                 {"-1.25e-7", "-1.25e-7"},
                 {"1E+2", "100"},
                 {"1e400", "null"},
                 {"-1e99999999999", "null"},
                 {"1e-99999999999", "0"}};
    for (const auto& one : cases) EXPECT_EQ(echo(one.read), one.written) << one.read;
}

TEST(Json, reads_every_number_as_the_nearest_double) {
    EXPECT_EQ(parse_json("0.1")->as_double(), 0.1);
    EXPECT_EQ(parse_json("9007199254740993.0")->as_double(), 9007199254740992.0);
    EXPECT_EQ(parse_json("1.00000000000000011102230246251565")->as_double(), 1.0);
    EXPECT_EQ(parse_json("179769313486231580793e289")->as_double(), std::numeric_limits<double>::infinity());
    EXPECT_EQ(parse_json("-1e400")->as_double(), -std::numeric_limits<double>::infinity());
    EXPECT_TRUE(std::signbit(parse_json("-0")->as_double()));
    EXPECT_EQ(parse_json("9007199254740993")->as_int64(), 9007199254740993);
    EXPECT_EQ(parse_json("18446744073709551615")->as_uint64(), 18446744073709551615U);
}

TEST(Json, keeps_lone_surrogates_as_javascript_does) {
    EXPECT_EQ(echo(R"("\ud800")"), R"("\ud800")");
    EXPECT_EQ(echo(R"("\uDFFF\uD800x")"), R"("\udfff\ud800x")");
    EXPECT_EQ(echo(R"("\ud800\ud800\udc00")"), "\"\\ud800\xF0\x90\x80\x80\"");
    EXPECT_EQ(echo(R"({"\udead":"\ud83d\n"})"), R"({"\udead":"\ud83d\n"})");
    EXPECT_EQ(parse_json(R"("\ud83d\ude00")")->as_string(), "😀");
    EXPECT_FALSE(count_code_points(parse_json(R"("\ud800")")->as_string()));
}

TEST(Json, lets_the_last_of_equal_keys_count) {
    EXPECT_EQ(echo(R"({"a":1,"b":2,"a":3})"), R"({"a":3,"b":2})");
    EXPECT_EQ(echo(R"({"a":1,"\u0061":2})"), R"({"a":2})");
}

TEST(Json, nests_up_to_its_bound) {
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    EXPECT_EQ(echo(nested(json_depth_max)), nested(json_depth_max));
    EXPECT_FALSE(parse_json(nested(json_depth_max + 1)));
    std::string objects;
    for (int i = 0; i < 100'000; ++i) objects += R"({"a":)";
    EXPECT_FALSE(parse_json(objects));
}

TEST(Json, reads_a_number_of_a_million_digits) {
    EXPECT_EQ(echo(std::string(1'000'000, '9')), "null");
    EXPECT_EQ(echo("0." + std::string(1'000'000, '0') + "1"), "0");
    EXPECT_EQ(echo("0." + std::string(1'000'000, '3')), "0.3333333333333333");
}

TEST(Json, is_always_written_as_utf8) {
    EXPECT_EQ(to_json(boost::json::array{"\xFF", boost::json::object{{"\xC3", 1}}}),
              "[\"\xEF\xBF\xBD\",{\"\xEF\xBF\xBD\":1}]");
    EXPECT_EQ(to_json(boost::json::array{std::nan(""), std::numeric_limits<double>::infinity()}),
              "[null,null]");
}

}  // namespace
}  // namespace chatter::socketio
