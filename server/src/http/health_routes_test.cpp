#include <gtest/gtest.h>

#include "base/errc.hpp"
#include "http/testing/api_test_bench.hpp"

namespace chatter::http {
namespace {

using testing::ApiTestBench;

TEST(HealthRoutes, health_has_exactly_this_body) {
    ApiTestBench bench;
    const auto reply = bench.send("GET", "/api/health");
    EXPECT_EQ(reply.status(), 200U);
    EXPECT_EQ(reply.body(), R"({"status":"ok"})");
    EXPECT_EQ(reply.field("Content-Type"), "application/json");
}

TEST(HealthRoutes, health_is_well_while_the_store_is_not) {
    ApiTestBench bench;
    bench.store.fail_with(Error(chatter::Errc::unavailable));
    EXPECT_EQ(bench.send("GET", "/api/health").status(), 200U);
}

TEST(HealthRoutes, ready_says_what_does_not_answer) {
    ApiTestBench bench;
    const auto ready = bench.send("GET", "/api/ready");
    EXPECT_EQ(ready.status(), 200U);
    EXPECT_EQ(ready.body(), R"({"status":"ready"})");

    bench.readiness = fail(chatter::Errc::internal, "The database does not answer.",
                           std::vector<FieldError>{{"database", "Does not answer."}});
    const auto reply = bench.send("GET", "/api/ready");
    EXPECT_EQ(reply.status(), 503U);
    EXPECT_EQ(reply.code(), "unavailable");
    EXPECT_EQ(reply.data().at("detail").as_string(), "The database does not answer.");
    EXPECT_EQ(reply.data().at("errors").as_array().at(0).at("field").as_string(), "database");
}

}  // namespace
}  // namespace chatter::http
