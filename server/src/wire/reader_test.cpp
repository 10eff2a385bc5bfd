#include "wire/reader.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace chatter::wire {
namespace {

namespace json = boost::json;

/// The fields complained about, in order.
std::vector<std::string> complaints_of(const Reader& reader) {
    const auto error = reader.error();
    if (!error) return {};
    EXPECT_EQ(error->code, chat::Errc::validation_failed);
    std::vector<std::string> fields;
    for (const auto& complaint : error->fields) fields.push_back(complaint.field);
    return fields;
}

using Fields = std::vector<std::string>;

TEST(Reader, reads_every_kind_of_field_and_ignores_unknown_ones) {
    const auto value =
        json::parse(R"({"name":"Ada","seq":5,"on":true,"ids":["a","b"],"topic":null,"other":{"x":1}})");
    Reader reader(value);
    EXPECT_EQ(reader.required_string("name"), "Ada");
    EXPECT_EQ(reader.required_integer("seq"), 5);
    EXPECT_TRUE(reader.required_bool("on"));
    EXPECT_EQ(reader.optional_strings("ids", 2), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(reader.optional_string("topic"), std::nullopt);
    EXPECT_EQ(reader.optional_string("missing"), std::nullopt);
    EXPECT_TRUE(reader.optional_strings("missing", 2).empty());
    EXPECT_FALSE(reader.error());
}

TEST(Reader, keeps_a_nul_inside_a_string) {
    const auto value = json::parse(R"({"name":"a\u0000b"})");
    Reader reader(value);
    EXPECT_EQ(reader.required_string("name"), std::string("a\0b", 3));
}

TEST(Reader, gathers_every_complaint) {
    const auto value = json::parse(R"({"name":1,"seq":"5","on":0,"ids":"a"})");
    Reader reader(value);
    EXPECT_EQ(reader.required_string("name"), "");
    EXPECT_EQ(reader.required_integer("seq"), 0);
    EXPECT_FALSE(reader.required_bool("on"));
    EXPECT_TRUE(reader.optional_strings("ids", 2).empty());
    EXPECT_EQ(reader.required_string("missing"), "");
    reader.complain("kind", "Must be one of these.");
    EXPECT_EQ(complaints_of(reader), (Fields{"name", "seq", "on", "ids", "missing", "kind"}));
}

TEST(Reader, complains_about_required_fields_that_are_missing_or_null) {
    const auto value = json::parse(R"({"name":null,"seq":null,"on":null})");
    Reader reader(value);
    (void)reader.required_string("name");
    (void)reader.required_integer("seq");
    (void)reader.required_bool("on");
    EXPECT_EQ(complaints_of(reader), (Fields{"name", "seq", "on"}));
}

TEST(Reader, complains_once_about_a_body_that_is_no_object) {
    for (const auto* text : {"[]", "null", "5", "\"x\"", "true"}) {
        const auto value = json::parse(text);
        Reader reader(value);
        (void)reader.required_string("name");
        (void)reader.required_integer("seq");
        (void)reader.required_bool("on");
        (void)reader.optional_strings("ids", 1);
        EXPECT_EQ(complaints_of(reader), (Fields{"body"})) << text;
    }
}

TEST(Reader, tells_null_from_absent_where_that_means_something) {
    const auto value = json::parse(R"({"text":"a","none":null,"wrong":1})");
    Reader reader(value);
    EXPECT_EQ(reader.nullable_string("text"), std::make_optional(std::make_optional<std::string>("a")));
    EXPECT_EQ(reader.nullable_string("none"), std::make_optional(std::optional<std::string>()));
    EXPECT_EQ(reader.nullable_string("absent"), std::nullopt);
    EXPECT_EQ(reader.nullable_string("wrong"), std::nullopt);
    EXPECT_EQ(complaints_of(reader), (Fields{"wrong"}));
}

TEST(Reader, takes_one_of_a_few_words) {
    constexpr std::pair<std::string_view, int> words[] = {{"one", 1}, {"two", 2}};
    const auto value = json::parse(R"({"good":"two","bad":"Two","none":null})");
    Reader reader(value);
    EXPECT_EQ(reader.optional_word("good", words), 2);
    EXPECT_EQ(reader.optional_word("bad", words), std::nullopt);
    EXPECT_EQ(reader.optional_word("none", words), std::nullopt);
    EXPECT_EQ(complaints_of(reader), (Fields{"bad"}));
}

TEST(Reader, takes_whole_numbers_only) {
    const std::pair<const char*, std::optional<std::int64_t>> table[] = {
        {"0", 0},
        {"-1", -1},
        {"1.0", 1},
        {"1e3", 1000},
        {"9007199254740992", 9007199254740992},
        {"-9007199254740992", -9007199254740992},
        {"9007199254740993", std::nullopt},
        {"9223372036854775808", std::nullopt},
        {"99999999999999999999999", std::nullopt},
        {"1e300", std::nullopt},
        {"1.5", std::nullopt},
        {"\"1\"", std::nullopt},
        {"true", std::nullopt},
    };
    for (const auto& [text, expected] : table) {
        const auto value = json::parse(std::string(R"({"seq":)") + text + "}");
        Reader reader(value);
        EXPECT_EQ(reader.required_integer("seq"), expected.value_or(0)) << text;
        EXPECT_EQ(!reader.error().has_value(), expected.has_value()) << text;
    }
}

TEST(Reader, refuses_a_number_beyond_what_a_double_holds) {
    const json::value value{{"seq", std::numeric_limits<double>::infinity()}};
    Reader infinite(value);
    (void)infinite.required_integer("seq");
    EXPECT_EQ(complaints_of(infinite), (Fields{"seq"}));
    const json::value nan{{"seq", std::numeric_limits<double>::quiet_NaN()}};
    Reader not_a_number(nan);
    (void)not_a_number.required_integer("seq");
    EXPECT_EQ(complaints_of(not_a_number), (Fields{"seq"}));
}

TEST(Reader, bounds_lists_and_refuses_other_items_in_them) {
    const auto value = json::parse(R"({"three":["a","b","c"],"mixed":["a",1]})");
    Reader reader(value);
    EXPECT_TRUE(reader.optional_strings("three", 2).empty());
    EXPECT_TRUE(reader.optional_strings("mixed", 2).empty());
    EXPECT_EQ(complaints_of(reader), (Fields{"three", "mixed"}));
}

TEST(Reader, finds_nothing_under_an_id_that_cannot_exist) {
    const auto value = json::parse(R"({"roomId":"../etc/passwd"})");
    Reader reader(value);
    (void)reader.required_id<chat::RoomId>("roomId");
    ASSERT_TRUE(reader.error());
    EXPECT_EQ(reader.error()->code, chat::Errc::not_found);
}

TEST(Reader, complains_about_fields_before_it_looks_for_ids) {
    const auto value = json::parse(R"({"roomId":"nonsense"})");
    Reader reader(value);
    (void)reader.required_id<chat::RoomId>("roomId");
    (void)reader.required_string("content");
    EXPECT_EQ(complaints_of(reader), (Fields{"content"}));
}

TEST(Reader, reads_an_id_and_complains_about_one_of_another_type) {
    const auto value = json::parse(R"({"roomId":"0197f000-0000-7000-8000-000000000001","userId":7})");
    Reader reader(value);
    EXPECT_EQ(reader.required_id<chat::RoomId>("roomId").to_string(), "0197f000-0000-7000-8000-000000000001");
    (void)reader.required_id<chat::UserId>("userId");
    EXPECT_EQ(complaints_of(reader), (Fields{"userId"}));
}

}  // namespace
}  // namespace chatter::wire
