#include "http/json_body.hpp"

#include <gtest/gtest.h>

#include "http/errc.hpp"

namespace chatter::http {
namespace {

Result<boost::json::value> read(std::string body) {
    net::Request request;
    request.body = std::move(body);
    return read_json(request);
}

TEST(JsonBody, is_read_down_to_32_levels) {
    EXPECT_TRUE(read(std::string(32, '[') + std::string(32, ']')));
    const auto deeper = read(std::string(33, '[') + std::string(33, ']'));
    ASSERT_FALSE(deeper);
    EXPECT_EQ(deeper.error().code, Errc::bad_json);
}

TEST(JsonBody, keeps_the_last_of_repeated_keys) {
    const auto body = read(R"({"a":1,"a":2})");
    ASSERT_TRUE(body);
    EXPECT_EQ(body->at("a").as_int64(), 2);
}

TEST(JsonBody, survives_numbers_that_no_double_holds) {
    for (const auto* number :
         {"1e400", "-1e400", "1e-400", "1e99999999999999999999", "123456789012345678901234567890"})
        if (const auto body = read(number)) EXPECT_TRUE(body->is_number()) << number;
}

}  // namespace
}  // namespace chatter::http
