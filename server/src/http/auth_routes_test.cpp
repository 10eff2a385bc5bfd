#include <gtest/gtest.h>

#include "base/time.hpp"
#include "http/testing/api_test_bench.hpp"

namespace chatter::http {
namespace {

using namespace std::chrono_literals;
using testing::ApiTestBench;
using Fields = std::vector<std::string>;

TEST(AuthRoutes, register_answers_with_the_user_the_token_and_a_cookie) {
    ApiTestBench bench;
    const auto reply = bench.send(
        "POST", "/api/auth/register",
        R"({"username":"Ada","password":"correct horse","displayName":"Ada L.","email":"ada@example.org"})");
    EXPECT_EQ(reply.status(), 201U);
    const auto data = reply.data();
    const auto& user = data.at("user").as_object();
    EXPECT_EQ(user.at("username").as_string(), "ada");
    EXPECT_EQ(user.at("displayName").as_string(), "Ada L.");
    EXPECT_EQ(user.at("email").as_string(), "ada@example.org");
    EXPECT_EQ(user.at("role").as_string(), "admin");
    EXPECT_EQ(user.at("createdAt").as_string(), to_iso8601(bench.clock.now()));
    EXPECT_FALSE(user.contains("password"));
    const std::string token(data.at("token").as_string());
    EXPECT_EQ(reply.field("Set-Cookie"),
              "token=" + token + "; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax");
}

TEST(AuthRoutes, cookies_are_secure_in_production) {
    ApiTestBench bench(chat::Registration::open, true);
    const auto reply =
        bench.send("POST", "/api/auth/register", R"({"username":"ada","password":"correct horse"})");
    EXPECT_TRUE(reply.field("Set-Cookie").ends_with("; HttpOnly; SameSite=Lax; Secure"));
}

TEST(AuthRoutes, tells_who_may_register_and_that_the_first_one_may_in_any_case) {
    const auto told = [](ApiTestBench& bench) {
        const auto reply = bench.send("GET", "/api/auth/registration");
        return std::string(reply.data().at("registration").as_string());
    };
    for (const auto& [registration, word] :
         {std::pair{chat::Registration::open, "open"}, std::pair{chat::Registration::invite, "invite"},
          std::pair{chat::Registration::closed, "closed"}}) {
        ApiTestBench bench(registration);
        EXPECT_EQ(told(bench), "open");
        (void)bench.sign_up("ada");
        EXPECT_EQ(told(bench), word);
        EXPECT_EQ(told(bench), word);
    }
}

TEST(AuthRoutes, register_refuses_taken_names_and_closed_servers) {
    ApiTestBench bench(chat::Registration::closed);
    (void)bench.sign_up("ada");
    const auto reply =
        bench.send("POST", "/api/auth/register", R"({"username":"bob","password":"correct horse"})");
    EXPECT_EQ(reply.status(), 403U);
    EXPECT_EQ(reply.code(), "registration_closed");

    ApiTestBench open;
    (void)open.sign_up("ada");
    const auto taken =
        open.send("POST", "/api/auth/register", R"({"username":"ADA","password":"correct horse"})");
    EXPECT_EQ(taken.status(), 409U);
    EXPECT_EQ(taken.code(), "username_taken");
}

TEST(AuthRoutes, register_names_every_field_that_is_wrong) {
    ApiTestBench bench;
    const std::pair<const char*, Fields> table[] = {
        {R"({})", {"username", "password"}},
        {R"({"username":7,"password":null,"displayName":[],"email":{}})",
         {"username", "password", "displayName", "email"}},
        {R"({"username":"a","password":"short"})", {"username", "password"}},
        {R"({"username":"ada lovelace","password":"correct horse"})", {"username"}},
        {R"({"username":"ada","password":"correct horse","displayName":"\u202eada"})", {"displayName"}},
    };
    for (const auto& [body, fields] : table) {
        const auto reply = bench.send("POST", "/api/auth/register", body);
        EXPECT_EQ(reply.status(), 422U) << body;
        EXPECT_EQ(reply.refused_fields(), fields) << body;
    }
}

TEST(AuthRoutes, login_opens_a_session_of_its_own) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const auto reply =
        bench.send("POST", "/api/auth/login", R"({"username":"ADA","password":"correct horse"})");
    EXPECT_EQ(reply.status(), 200U);
    const std::string token(reply.data().at("token").as_string());
    EXPECT_NE(token, ada.token);
    EXPECT_TRUE(reply.field("Set-Cookie").starts_with("token=" + token + ";"));
    EXPECT_TRUE(reply.data().at("user").as_object().contains("email"));
}

TEST(AuthRoutes, login_says_the_same_of_unknown_names_and_wrong_passwords) {
    ApiTestBench bench;
    bench.address = bench.trusted_proxy;
    (void)bench.sign_up("ada");
    const auto wrong = bench.send("POST", "/api/auth/login", R"({"username":"ada","password":"wrong"})",
                                  {{"X-Request-Id", "r"}});
    const auto unknown = bench.send("POST", "/api/auth/login", R"({"username":"bob","password":"wrong"})",
                                    {{"X-Request-Id", "r"}});
    EXPECT_EQ(wrong.status(), 401U);
    EXPECT_EQ(wrong.code(), "invalid_credentials");
    EXPECT_EQ(wrong.body(), unknown.body());
    EXPECT_EQ(wrong.field("Set-Cookie"), "");
}

TEST(AuthRoutes, login_tells_a_deactivated_user_only_after_the_right_password) {
    ApiTestBench bench;
    (void)bench.sign_up("ada");
    bench.store.deactivate("ada");
    const auto right =
        bench.send("POST", "/api/auth/login", R"({"username":"ada","password":"correct horse"})");
    EXPECT_EQ(right.status(), 403U);
    EXPECT_EQ(right.code(), "account_deactivated");
    EXPECT_EQ(bench.send("POST", "/api/auth/login", R"({"username":"ada","password":"wrong"})").code(),
              "invalid_credentials");
}

TEST(AuthRoutes, logout_ends_the_session_and_clears_the_cookie) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const auto reply = bench.send_by_cookie(ada, "POST", "/api/auth/logout");
    EXPECT_EQ(reply.status(), 204U);
    EXPECT_EQ(reply.body(), "");
    EXPECT_EQ(reply.field("Set-Cookie"), "token=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    EXPECT_EQ(bench.send_as(ada, "GET", "/api/auth/me").code(), "unauthorized");
    EXPECT_EQ(bench.send_by_cookie(ada, "POST", "/api/auth/logout").code(), "unauthorized");
}

TEST(AuthRoutes, me_shows_the_caller_with_email) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const auto data = bench.send_by_cookie(ada, "GET", "/api/auth/me").data();
    EXPECT_EQ(data.at("user").at("id").as_string(), ada.id);
    EXPECT_TRUE(data.at("user").at("email").is_null());
}

TEST(AuthRoutes, sessions_are_listed_with_their_device_and_ended_one_by_one) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const auto phone =
        bench.send("POST", "/api/auth/login", R"({"username":"ada","password":"correct horse"})",
                   {{"User-Agent", "Phone/1.0"}, {"X-Forwarded-For", "203.0.113.9"}});
    const testing::Person on_phone{ada.id, std::string(phone.data().at("token").as_string())};

    const auto data = bench.send_as(ada, "GET", "/api/auth/sessions").data();
    const auto& sessions = data.at("sessions").as_array();
    ASSERT_EQ(sessions.size(), 2U);
    std::string other_id;
    for (const auto& session : sessions) {
        if (session.at("current").as_bool()) continue;
        other_id = session.at("id").as_string();
        EXPECT_EQ(session.at("userAgent").as_string(), "Phone/1.0");
        // No proxy is trusted here, so that nobody can name another address.
        EXPECT_EQ(session.at("address").as_string(), "192.0.2.7");
    }
    ASSERT_FALSE(other_id.empty());

    const auto ended = bench.send_as(ada, "DELETE", "/api/auth/sessions/" + other_id);
    EXPECT_EQ(ended.status(), 204U);
    EXPECT_EQ(ended.field("Set-Cookie"), "");
    EXPECT_EQ(bench.send_as(on_phone, "GET", "/api/auth/me").code(), "unauthorized");
    EXPECT_EQ(bench.send_as(ada, "GET", "/api/auth/me").status(), 200U);
    EXPECT_EQ(bench.send_as(ada, "DELETE", "/api/auth/sessions/" + other_id).code(), "not_found");
}

TEST(AuthRoutes, ending_ones_own_session_clears_the_cookie) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const auto data = bench.send_as(ada, "GET", "/api/auth/sessions").data();
    const std::string id(data.at("sessions").as_array().at(0).at("id").as_string());
    EXPECT_TRUE(bench.send_by_cookie(ada, "DELETE", "/api/auth/sessions/" + id)
                    .field("Set-Cookie")
                    .starts_with("token=; "));
}

TEST(AuthRoutes, nobody_ends_another_users_session) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const auto bob = bench.sign_up("bob");
    const auto data = bench.send_as(ada, "GET", "/api/auth/sessions").data();
    const std::string id(data.at("sessions").as_array().at(0).at("id").as_string());
    EXPECT_EQ(bench.send_as(bob, "DELETE", "/api/auth/sessions/" + id).code(), "not_found");
    EXPECT_EQ(bench.send_as(bob, "DELETE", "/api/auth/sessions/nonsense").code(), "not_found");
    EXPECT_EQ(bench.send_as(ada, "GET", "/api/auth/me").status(), 200U);
}

TEST(AuthRoutes, a_user_agent_that_is_no_utf8_is_not_kept) {
    ApiTestBench bench;
    const auto reply =
        bench.send("POST", "/api/auth/register", R"({"username":"ada","password":"correct horse"})",
                   {{"User-Agent", "\xff\xfe"}});
    const testing::Person ada{"", std::string(reply.data().at("token").as_string())};
    const auto data = bench.send_as(ada, "GET", "/api/auth/sessions").data();
    EXPECT_EQ(data.at("sessions").as_array().at(0).at("userAgent").as_string(), "");
}

}  // namespace
}  // namespace chatter::http
