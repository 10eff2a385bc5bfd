#include <gtest/gtest.h>

#include "http/testing/api_test_bench.hpp"

namespace chatter::http {
namespace {

using testing::ApiTestBench;
using Fields = std::vector<std::string>;

TEST(BlockRoutes, block_list_and_unblock) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada"), bob = bench.sign_up("bob");
    const auto path = "/api/users/" + bob.id + "/block";
    EXPECT_EQ(bench.send_as(ada, "PUT", path).status(), 204U);
    EXPECT_EQ(bench.send_as(ada, "PUT", path).status(), 204U);
    const auto listed = bench.send_as(ada, "GET", "/api/users/me/blocks").data();
    ASSERT_EQ(listed.at("users").as_array().size(), 1U);
    EXPECT_EQ(listed.at("users").as_array().at(0).at("username").as_string(), "bob");
    const auto begun =
        bench.send_as(bob, "POST", "/api/rooms", R"({"kind":"direct","userIds":[")" + ada.id + R"("]})");
    EXPECT_EQ(begun.status(), 403U);
    EXPECT_EQ(begun.code(), "blocked");

    EXPECT_EQ(bench.send_as(ada, "PUT", "/api/users/" + ada.id + "/block").refused_fields(), Fields{"id"});
    EXPECT_EQ(bench.send_as(ada, "PUT", "/api/users/nobody/block").code(), "not_found");
    EXPECT_EQ(bench.send_as(ada, "DELETE", path).status(), 204U);
    EXPECT_EQ(bench.send_as(ada, "DELETE", path).status(), 204U);
    EXPECT_TRUE(bench.send_as(ada, "GET", "/api/users/me/blocks").data().at("users").as_array().empty());
}

}  // namespace
}  // namespace chatter::http
