#include <gtest/gtest.h>

#include "http/rate_answer.hpp"
#include "http/testing/api_test_bench.hpp"

namespace chatter::http {
namespace {

using namespace std::chrono_literals;
using testing::ApiTestBench;
using testing::Person;
using testing::Reply;

chat::RateLimits limits(void (*change)(chat::RateLimits&)) {
    chat::RateLimits made;
    change(made);
    return made;
}

Reply sign_in(ApiTestBench& bench, const std::string& username, const std::string& password) {
    return bench.send("POST", "/api/auth/login",
                      R"({"username":")" + username + R"(","password":")" + password + R"("})");
}

/// So many, less what has gone by since the first request, which on a busy machine may be a few.
void expect_seconds(const std::string& field, int seconds) {
    ASSERT_FALSE(field.empty());
    EXPECT_LE(std::stoi(field), seconds);
    EXPECT_GT(std::stoi(field), seconds - 20);
}

TEST(RateLimits, refuse_with_the_fields_that_say_when_to_come_again) {
    ApiTestBench bench({}, false, limits([](auto& it) { it.reads = {.quantity = 2, .window = 60s}; }));
    const auto ada = bench.sign_up("ada");
    const auto first = bench.send_as(ada, "GET", "/api/auth/me");
    EXPECT_EQ(first.field("RateLimit-Policy"), R"("reads";q=2;w=60)");
    EXPECT_EQ(first.field("RateLimit"), R"("reads";r=1;t=30)");
    EXPECT_EQ(bench.send_as(ada, "GET", "/api/rooms").status(), 200U);
    const auto refused = bench.send_as(ada, "GET", "/api/rooms");
    EXPECT_EQ(refused.status(), 429U);
    EXPECT_EQ(refused.code(), "rate_limited");
    expect_seconds(refused.field("Retry-After"), 30);
    EXPECT_EQ(refused.field("RateLimit-Policy"), R"("reads";q=2;w=60)");
    EXPECT_EQ(refused.field("RateLimit"), R"("reads";r=0;t=)" + refused.field("Retry-After"));
}

TEST(RateLimits, count_each_class_and_each_person_alone) {
    ApiTestBench bench({}, false, limits([](auto& it) { it.reads = {.quantity = 1, .window = 60s}; }));
    const auto ada = bench.sign_up("ada");
    const auto bob = bench.sign_up("bob");
    EXPECT_EQ(bench.send_as(ada, "GET", "/api/rooms").status(), 200U);
    EXPECT_EQ(bench.send_as(ada, "GET", "/api/rooms").status(), 429U);
    EXPECT_EQ(bench.send_as(bob, "GET", "/api/rooms").status(), 200U);
    EXPECT_EQ(bench.send_as(ada, "GET", "/api/users?query=bob").status(), 200U);
    EXPECT_EQ(bench.send("GET", "/api/health").status(), 200U);
}

TEST(RateLimits, give_an_address_what_several_people_have) {
    ApiTestBench bench({}, false, limits([](auto& it) {
                           it.reads = {.quantity = 1, .window = 60s};
                           it.people_per_address = 2;
                       }));
    std::vector<Person> people;
    for (const auto* name : {"ada", "bob", "cleo"}) people.push_back(bench.sign_up(name));
    EXPECT_EQ(bench.send_as(people[0], "GET", "/api/rooms").status(), 200U);
    EXPECT_EQ(bench.send_as(people[1], "GET", "/api/rooms").status(), 200U);
    EXPECT_EQ(bench.send_as(people[2], "GET", "/api/rooms").status(), 429U);
    bench.address = "192.0.2.8";
    EXPECT_EQ(bench.send_as(people[2], "GET", "/api/rooms").status(), 200U);
    // One who was refused has taken nothing from the others of the address.
    for (int i = 0; i < 10; ++i) EXPECT_EQ(bench.send_as(people[2], "GET", "/api/rooms").status(), 429U);
    EXPECT_EQ(bench.send("GET", "/api/rooms").status(), 401U);
}

TEST(RateLimits, count_strangers_by_their_address) {
    ApiTestBench bench({}, false, limits([](auto& it) { it.registration = {.quantity = 2, .window = 60s}; }));
    const auto attempt = [&] { return bench.send("POST", "/api/auth/register", "{}").status(); };
    EXPECT_EQ(attempt(), 422U);
    EXPECT_EQ(attempt(), 422U);
    EXPECT_EQ(attempt(), 429U);
    bench.address = "2001:db8::1";
    EXPECT_EQ(attempt(), 422U);
    bench.address = "2001:db8::2";
    EXPECT_EQ(attempt(), 422U);
    EXPECT_EQ(attempt(), 429U);
}

TEST(RateLimits, slow_the_guessing_of_a_password_from_one_address_alone) {
    ApiTestBench bench({}, false, limits([](auto& it) { it.guesses = {.quantity = 3, .window = 300s}; }));
    const auto ada = bench.sign_up("ada");
    bench.address = "198.51.100.1";
    for (int i = 0; i < 3; ++i) EXPECT_EQ(sign_in(bench, "ada", "wrong horse").status(), 401U);
    const auto refused = sign_in(bench, "ADA", "correct horse");
    EXPECT_EQ(refused.status(), 429U);
    EXPECT_EQ(refused.field("RateLimit-Policy"), R"("password";q=3;w=300)");
    expect_seconds(refused.field("Retry-After"), 100);
    EXPECT_EQ(sign_in(bench, "bob", "whatever").status(), 401U);
    EXPECT_EQ(bench.send_as(ada, "GET", "/api/auth/me").status(), 200U);
    bench.address = "198.51.100.2";
    for (int i = 0; i < 10; ++i) EXPECT_EQ(sign_in(bench, "ada", "correct horse").status(), 200U);
}

TEST(RateLimits, let_the_owner_in_while_others_guess_from_everywhere) {
    ApiTestBench bench({}, false,
                       limits([](auto& it) { it.guesses_anywhere = {.quantity = 20, .window = 3600s}; }));
    bench.sign_up("ada");  // from 192.0.2.7
    unsigned refused = 0;
    for (int i = 0; i < 40; ++i) {
        bench.address = "198.51.100." + std::to_string(i);
        if (sign_in(bench, "ada", "wrong horse").status() == 429U) ++refused;
    }
    EXPECT_EQ(refused, 20U);
    EXPECT_EQ(sign_in(bench, "ada", "correct horse").status(), 429U);
    bench.address = "192.0.2.7";
    EXPECT_EQ(sign_in(bench, "ada", "correct horse").status(), 200U);
}

TEST(RateLimits, slow_the_guessing_by_an_open_page) {
    ApiTestBench bench({}, false, limits([](auto& it) { it.guesses = {.quantity = 2, .window = 300s}; }));
    const auto ada = bench.sign_up("ada");
    const auto change = [&] {
        return bench.send_as(ada, "POST", "/api/auth/password",
                             R"({"currentPassword":"wrong horse","newPassword":"another horse"})");
    };
    EXPECT_EQ(change().status(), 422U);
    EXPECT_EQ(change().status(), 422U);
    EXPECT_EQ(change().status(), 429U);
}

TEST(RateLimits, say_nothing_when_they_are_off) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const auto reply = bench.send_as(ada, "GET", "/api/rooms");
    EXPECT_EQ(reply.field("RateLimit"), "");
    EXPECT_EQ(reply.field("RateLimit-Policy"), "");
}

}  // namespace
}  // namespace chatter::http
