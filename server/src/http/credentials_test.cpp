#include "http/credentials.hpp"

#include <gtest/gtest.h>

namespace chatter::http {
namespace {

std::optional<Credentials> read(const std::string& name, const std::string& value) {
    net::Request request;
    request.fields.add(name, value);
    return credentials_of(request);
}

TEST(Credentials, are_a_bearer_token_or_the_cookie) {
    const auto bearer = read("authorization", "BEARER  a.b.c ");
    ASSERT_TRUE(bearer);
    EXPECT_EQ(bearer->token, "a.b.c");
    EXPECT_EQ(bearer->from, Credentials::From::bearer);

    const auto cookie = read("Cookie", "a=1; token=a.b=c; b=2");
    ASSERT_TRUE(cookie);
    EXPECT_EQ(cookie->token, "a.b=c");
    EXPECT_EQ(cookie->from, Credentials::From::cookie);
}

TEST(Credentials, are_none_in_other_fields) {
    EXPECT_FALSE(read("Authorization", "Basic abc"));
    EXPECT_FALSE(read("Authorization", "Bearertoken"));
    EXPECT_FALSE(read("Cookie", "tokens=abc"));
    EXPECT_FALSE(read("Cookie", "token="));
    EXPECT_FALSE(read("X-Token", "abc"));
}

TEST(Credentials, that_are_an_empty_bearer_token_still_win) {
    EXPECT_EQ(read("Authorization", "Bearer").value().token, "");
}

}  // namespace
}  // namespace chatter::http
