#include <gtest/gtest.h>

#include "http/testing/api_test_bench.hpp"

namespace chatter::http {
namespace {

using testing::ApiTestBench;
using Fields = std::vector<std::string>;

TEST(UserRoutes, search_finds_users_by_a_part_of_their_name) {
    ApiTestBench bench;
    (void)bench.sign_up("ada");
    const auto bob = bench.sign_up("bob");
    const auto data = bench.send_as(bob, "GET", "/api/users?query=A%64").data();
    ASSERT_EQ(data.at("users").as_array().size(), 1U);
    EXPECT_EQ(data.at("users").as_array()[0].at("username").as_string(), "ada");
    EXPECT_EQ(bench.send_as(bob, "GET", "/api/users").data().at("users").as_array().size(), 2U);
    EXPECT_TRUE(bench.send_as(bob, "GET", "/api/users?query=zzz").data().at("users").as_array().empty());
}

TEST(UserRoutes, search_refuses_text_that_is_none) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    for (const auto& query :
         {std::string("%ff"), std::string("%00"), std::string("%zz"), std::string(101, 'a')})
        EXPECT_EQ(bench.send_as(ada, "GET", "/api/users?query=" + query).refused_fields(), Fields{"query"})
            << query;
}

TEST(UserRoutes, only_oneself_and_admins_see_an_email) {
    ApiTestBench bench;
    const auto admin = bench.sign_up("ada");
    const auto bob = bench.sign_up("bob");
    const auto shows_email = [&](const testing::Person& viewer, const testing::Person& user) {
        const auto reply = bench.send_as(viewer, "GET", "/api/users/" + user.id);
        EXPECT_EQ(reply.status(), 200U);
        return reply.data().at("user").as_object().contains("email");
    };
    EXPECT_TRUE(shows_email(bob, bob));
    EXPECT_TRUE(shows_email(admin, bob));
    EXPECT_FALSE(shows_email(bob, admin));
    const auto found = bench.send_as(bob, "GET", "/api/users?query=ada").data();
    EXPECT_FALSE(found.at("users").as_array().at(0).as_object().contains("email"));
}

TEST(UserRoutes, unknown_users_are_not_found) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    EXPECT_EQ(bench.send_as(ada, "GET", "/api/users/0197f000-0000-7000-8000-00000000ffff").code(),
              "not_found");
    EXPECT_EQ(bench.send_as(ada, "GET", "/api/users/me").code(), "not_found");
}

}  // namespace
}  // namespace chatter::http
