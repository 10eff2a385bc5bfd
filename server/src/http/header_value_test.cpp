#include "http/header_value.hpp"

#include <gtest/gtest.h>

namespace chatter::http {
namespace {

TEST(HeaderValue, is_told_from_its_parameters) {
    EXPECT_EQ(value_without_parameters(" Text/HTML ;charset=utf-8"), "text/html");
    EXPECT_EQ(value_without_parameters("text/html"), "text/html");
    EXPECT_EQ(value_without_parameters(""), "");
}

TEST(HeaderValue, gives_its_parameters_unquoted) {
    const std::string value = R"(x; a=1 ;B="two; \"2\" \\ C:\dir" ;; c=; a=second)";
    EXPECT_EQ(parameter(value, "a"), "1");
    EXPECT_EQ(parameter(value, "b"), R"(two; "2" \ C:\dir)");
    EXPECT_EQ(parameter(value, "C"), "");
    EXPECT_EQ(parameter(value, "d"), std::nullopt);
    EXPECT_EQ(parameter("x", "a"), std::nullopt);
}

TEST(HeaderValue, gives_nothing_behind_what_is_malformed) {
    for (const auto* value :
         {"x; a", "x; junk; a=1", "x; b=\"open; a=1", "x; b=\"q\"junk; a=1", "x; \"a\"=1"})
        EXPECT_EQ(parameter(value, "a"), std::nullopt) << value;
}

}  // namespace
}  // namespace chatter::http
