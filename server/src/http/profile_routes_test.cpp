#include <gtest/gtest.h>

#include "http/testing/api_test_bench.hpp"

namespace chatter::http {
namespace {

using testing::ApiTestBench;
using testing::Person;
using Fields = std::vector<std::string>;

std::string upload(ApiTestBench& bench, const Person& person) {
    const auto reply =
        bench.send_as(person, "POST", "/api/upload",
                      "--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\""
                      "\r\nContent-Type: image/png\r\n\r\nPNG\r\n--b--\r\n",
                      {{"Content-Type", "multipart/form-data; boundary=b"}});
    EXPECT_EQ(reply.status(), 201U) << reply.body();
    return std::string(reply.data().at("url").as_string());
}

TEST(ProfileRoutes, change_what_is_named_and_answer_with_the_own_view) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const auto url = upload(bench, ada);
    const auto reply =
        bench.send_as(ada, "PATCH", "/api/users/me",
                      R"({"displayName":"  Ada L. ","statusText":"On a train","chosenPresence":"dnd",)"
                      R"("email":"ada@example.org","avatarUrl":")" +
                          url + R"("})");
    ASSERT_EQ(reply.status(), 200U) << reply.body();
    const auto data = reply.data();
    const auto& user = data.at("user").as_object();
    EXPECT_EQ(user.at("displayName").as_string(), "Ada L.");
    EXPECT_EQ(user.at("avatarUrl").as_string(), url);
    EXPECT_EQ(user.at("statusText").as_string(), "On a train");
    EXPECT_EQ(user.at("chosenPresence").as_string(), "dnd");
    EXPECT_EQ(user.at("email").as_string(), "ada@example.org");

    const auto cleared =
        bench.send_as(ada, "PATCH", "/api/users/me",
                      R"({"displayName":null,"avatarUrl":null,"statusText":null,"email":null})");
    const auto cleared_data = cleared.data();
    const auto& after = cleared_data.at("user").as_object();
    EXPECT_EQ(after.at("displayName").as_string(), "Ada L.");
    EXPECT_TRUE(after.at("avatarUrl").is_null());
    EXPECT_FALSE(after.contains("statusText"));
    EXPECT_TRUE(after.at("email").is_null());
    EXPECT_EQ(after.at("chosenPresence").as_string(), "dnd");
    EXPECT_EQ(bench.send_as(ada, "GET", "/api/auth/me").data(), cleared_data);
}

TEST(ProfileRoutes, name_every_field_that_is_wrong) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const std::string nowhere = "/api/images/0190163d-8694-739b-aea5-966c26f8ad91";
    const std::pair<std::string, Fields> table[] = {
        {R"({"displayName":" ","statusText":"a\nb","email":"nowhere","avatarUrl":"https://evil.example/x.png"})",
         {"displayName", "avatarUrl", "statusText", "email"}},
        {R"({"displayName":1,"avatarUrl":2,"statusText":3,"chosenPresence":"busy","email":[]})",
         {"displayName", "avatarUrl", "statusText", "chosenPresence", "email"}},
        {R"({"displayName":"a\u200bb"})", {"displayName"}},
        {R"({"avatarUrl":")" + nowhere + R"("})", {"avatarUrl"}},
        {R"({"avatarUrl":""})", {"avatarUrl"}},
        {R"({"statusText":")" + std::string(101, 'x') + R"("})", {"statusText"}},
        {"[]", {"body"}},
    };
    for (const auto& [body, fields] : table) {
        const auto reply = bench.send_as(ada, "PATCH", "/api/users/me", body);
        EXPECT_EQ(reply.status(), 422U) << body;
        EXPECT_EQ(reply.refused_fields(), fields) << body;
    }
}

TEST(ProfileRoutes, a_new_password_ends_the_other_sessions) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const auto log_in = [&](const std::string& password) {
        return bench.send("POST", "/api/auth/login",
                          R"({"username":"ada","password":")" + password + R"("})");
    };
    const Person phone{ada.id, std::string(log_in("correct horse").data().at("token").as_string())};
    const auto change = [&](const std::string& body) {
        return bench.send_as(ada, "POST", "/api/auth/password", body);
    };
    EXPECT_EQ(change("{}").refused_fields(), (Fields{"currentPassword", "newPassword"}));
    EXPECT_EQ(change(R"({"currentPassword":"correct horse","newPassword":"short"})").refused_fields(),
              Fields{"newPassword"});
    EXPECT_EQ(change(R"({"currentPassword":"wrong","newPassword":"battery staple"})").refused_fields(),
              Fields{"currentPassword"});
    EXPECT_EQ(bench.send_as(phone, "GET", "/api/auth/me").status(), 200U);

    EXPECT_EQ(change(R"({"currentPassword":"correct horse","newPassword":"battery staple"})").status(), 204U);
    EXPECT_EQ(bench.send_as(phone, "GET", "/api/auth/me").code(), "unauthorized");
    EXPECT_EQ(bench.send_as(ada, "GET", "/api/auth/me").status(), 200U);
    EXPECT_EQ(log_in("correct horse").code(), "invalid_credentials");
    EXPECT_EQ(log_in("battery staple").status(), 200U);

    EXPECT_EQ(bench.send_as(ada, "DELETE", "/api/auth/sessions").status(), 204U);
    EXPECT_EQ(bench.send_as(ada, "GET", "/api/auth/sessions").data().at("sessions").as_array().size(), 1U);
}

}  // namespace
}  // namespace chatter::http
