#include "http/query.hpp"

#include <gtest/gtest.h>

#include "chat/errc.hpp"

namespace chatter::http {
namespace {

TEST(Query, reads_strings_and_whole_numbers) {
    Query query("q=a%20b+c&limit=50&before=-9007199254740992&limit=60&empty=&bare");
    EXPECT_EQ(query.optional_string("q"), "a b c");
    EXPECT_EQ(query.optional_integer("limit"), 50);
    EXPECT_EQ(query.optional_integer("before"), -9007199254740992);
    EXPECT_EQ(query.optional_string("empty"), "");
    EXPECT_EQ(query.optional_string("bare"), "");
    EXPECT_EQ(query.optional_string("absent"), std::nullopt);
    EXPECT_EQ(query.optional_integer("absent"), std::nullopt);
    EXPECT_FALSE(query.error());
}

TEST(Query, gathers_every_complaint) {
    Query query("q=%zz&r=%ff&s=%00&limit=1.5&before=9007199254740993&after=");
    for (const auto* name : {"q", "r", "s"}) EXPECT_EQ(query.optional_string(name), std::nullopt) << name;
    for (const auto* name : {"limit", "before", "after"})
        EXPECT_EQ(query.optional_integer(name), std::nullopt) << name;
    query.complain("scope", "Must be public.");

    const auto error = query.error();
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, chat::Errc::validation_failed);
    std::vector<std::string> names;
    for (const auto& field : error->fields) names.push_back(field.field);
    EXPECT_EQ(names, (std::vector<std::string>{"q", "r", "s", "limit", "before", "after", "scope"}));
}

TEST(Query, compares_names_decoded_and_whole) {
    Query query("%6cimit=5&xlimit=6&limitx=7");
    EXPECT_EQ(query.optional_integer("limit"), 5);
    Query other("xlimit=6&limitx=7");
    EXPECT_EQ(other.optional_integer("limit"), std::nullopt);
    EXPECT_FALSE(other.error());
}

}  // namespace
}  // namespace chatter::http
