#include "http/api.hpp"

#include <gtest/gtest.h>

#include "base/errc.hpp"
#include "http/testing/api_test_bench.hpp"

namespace chatter::http {
namespace {

using namespace std::chrono_literals;
using testing::ApiTestBench;
using testing::HeaderFields;

constexpr auto some_id = "0197f000-0000-7000-8000-000000000001";

/// A path that fits the route's pattern.
std::string path_of(const Route& route) {
    std::string path(route.pattern);
    for (auto colon = path.find(':'); colon != std::string::npos; colon = path.find(':')) {
        const auto end = std::min(path.find('/', colon), path.size());
        path.replace(colon, end - colon, some_id);
    }
    return path;
}

bool changes_something(const Route& route) { return route.method != "GET"; }

TEST(Api, finds_nothing_under_unknown_paths) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const char* paths[] = {"/api",
                           "/api/",
                           "/api/nothing",
                           "/api/health/",
                           "/api//health",
                           "/api/rooms/",
                           "/api/rooms/a/b/c/d",
                           "/api/images/../health",
                           "/api/images/..%2f..%2fetc%2fpasswd",
                           "/api/images/%00",
                           "/api/images/%zz",
                           "/api/images/%252e",
                           "/api/rooms/not-a-uuid",
                           "/api/rooms/not-a-uuid/messages",
                           "/api/rooms/not-a-uuid/members",
                           "/api/users/1%20OR%201=1",
                           ""};
    for (const auto* path : paths) {
        const auto reply = bench.send_as(ada, "GET", path);
        EXPECT_EQ(reply.status(), 404U) << path;
        EXPECT_EQ(reply.code(), "not_found") << path;
    }
}

TEST(Api, decodes_each_segment_of_a_path_once) {
    ApiTestBench bench;
    EXPECT_EQ(bench.send("GET", "/api/h%65alth").status(), 200U);
    EXPECT_EQ(bench.send("GET", "/api/h%2565alth").status(), 404U);
    EXPECT_EQ(bench.send("GET", "/api%2fhealth").status(), 404U);
}

TEST(Api, names_the_methods_of_a_path_that_has_not_the_one_asked_for) {
    ApiTestBench bench;
    const std::tuple<const char*, const char*, const char*> table[] = {
        {"POST", "/api/health", "GET, HEAD, OPTIONS"},
        {"DELETE", "/api/rooms", "GET, HEAD, POST, OPTIONS"},
        {"PUT", "/api/rooms/0197f000-0000-7000-8000-000000000001", "GET, HEAD, PATCH, DELETE, OPTIONS"},
        {"GET", "/api/auth/login", "POST, OPTIONS"},
        {"get", "/api/health", "GET, HEAD, OPTIONS"},
        {"TRACE", "/api/upload", "POST, OPTIONS"},
    };
    for (const auto& [method, path, allow] : table) {
        const auto reply = bench.send(method, path, "{}");
        EXPECT_EQ(reply.status(), 405U) << method << path;
        EXPECT_EQ(reply.code(), "method_not_allowed");
        EXPECT_EQ(reply.field("Allow"), allow);
    }
}

TEST(Api, answers_options_with_the_methods_of_a_path) {
    ApiTestBench bench;
    const auto reply = bench.send("OPTIONS", "/api/rooms");
    EXPECT_EQ(reply.status(), 204U);
    EXPECT_EQ(reply.field("Allow"), "GET, HEAD, POST, OPTIONS");
    EXPECT_EQ(reply.field("Access-Control-Allow-Origin"), "");
    EXPECT_EQ(bench.send("OPTIONS", "/api/nothing").status(), 404U);
}

TEST(Api, serves_head_where_get_is) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    EXPECT_EQ(bench.send("HEAD", "/api/health").status(), 200U);
    EXPECT_EQ(bench.send_as(ada, "HEAD", "/api/rooms").field("ETag"),
              bench.send_as(ada, "GET", "/api/rooms").field("ETag"));
    EXPECT_EQ(bench.send("HEAD", "/api/auth/login").status(), 405U);
}

TEST(Api, refuses_everybody_but_for_five_routes_without_a_token) {
    ApiTestBench bench;
    std::vector<std::string> open;
    for (const auto& route : all_routes()) {
        const auto reply = bench.send(std::string(route.method), path_of(route), "{}");
        if (route.access == Access::anyone) {
            open.push_back(path_of(route));
            EXPECT_NE(reply.status(), 401U) << route.pattern;
        } else {
            EXPECT_EQ(reply.status(), 401U) << route.method << route.pattern;
            EXPECT_EQ(reply.code(), "unauthorized");
            EXPECT_EQ(reply.field("WWW-Authenticate"), "Bearer");
        }
    }
    EXPECT_EQ(open, (std::vector<std::string>{"/api/health", "/api/ready", "/api/auth/registration",
                                              "/api/auth/register", "/api/auth/login"}));
}

TEST(Api, lets_only_admins_through_an_admins_route) {
    chat::User user;
    EXPECT_EQ(check_access(Access::admin, nullptr).error().code, chat::Errc::unauthorized);
    EXPECT_EQ(check_access(Access::admin, &user).error().code, chat::Errc::forbidden);
    EXPECT_TRUE(check_access(Access::signed_in, &user));
    user.role = chat::UserRole::admin;
    EXPECT_TRUE(check_access(Access::admin, &user));
    EXPECT_TRUE(check_access(Access::anyone, nullptr));
}

TEST(Api, refuses_tokens_that_are_none) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const HeaderFields table[] = {
        {{"Cookie", "token=nonsense"}},
        {{"Cookie", "token="}},
        {{"Cookie", "token"}},
        {{"Cookie", "other=" + ada.token}},
        {{"Authorization", "Bearer nonsense"}},
        {{"Authorization", "Bearer"}},
        {{"Authorization", "Bearer "}},
        {{"Authorization", "Basic YWRhOmFkYQ=="}},
        {{"Authorization", ada.token}},
        {{"Authorization", "Bearer eyJhbGciOiJub25lIn0.e30."}},
    };
    for (const auto& fields : table) {
        const auto reply = bench.send("GET", "/api/auth/me", {}, fields);
        EXPECT_EQ(reply.status(), 401U) << fields[0].second;
        EXPECT_EQ(reply.code(), "unauthorized");
    }
}

TEST(Api, takes_the_bearer_token_before_the_cookie) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const auto bob = bench.sign_up("bob");
    const auto reply =
        bench.send("GET", "/api/auth/me", {},
                   {{"Cookie", "token=" + ada.token}, {"Authorization", "bearer " + bob.token}});
    EXPECT_EQ(reply.data().at("user").at("username").as_string(), "bob");
    EXPECT_EQ(bench
                  .send("GET", "/api/auth/me", {},
                        {{"Cookie", "token=" + ada.token}, {"Authorization", "Bearer nonsense"}})
                  .status(),
              401U);
    // What a proxy asks for itself does not hide the cookie.
    EXPECT_EQ(bench
                  .send("GET", "/api/auth/me", {},
                        {{"Cookie", "token=" + ada.token}, {"Authorization", "Basic eDp5"}})
                  .status(),
              200U);
}

TEST(Api, refuses_expired_sessions_and_deactivated_users) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const auto bob = bench.sign_up("bob");
    EXPECT_EQ(bench.send_as(bob, "GET", "/api/auth/me").status(), 200U);
    bench.store.deactivate("bob");
    EXPECT_EQ(bench.send_as(bob, "GET", "/api/auth/me").code(), "unauthorized");
    bench.clock.advance(24h * 365);
    EXPECT_EQ(bench.send_as(ada, "GET", "/api/auth/me").code(), "unauthorized");
}

TEST(Api, wants_the_clients_origin_for_every_change_that_rides_on_the_cookie) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const HeaderFields refused[] = {
        {},
        {{"Origin", "https://evil.example"}},
        {{"Origin", "null"}},
        {{"Origin", ""}},
        {{"Origin", "https://chat.example.org/"}},
        {{"Origin", "https://chat.example.org.evil.example"}},
        {{"Origin", "http://chat.example.org"}},
        {{"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "same-origin"}},
        {{"Sec-Fetch-Site", "cross-site"}},
        {{"Sec-Fetch-Site", "same-site"}},
        {{"Sec-Fetch-Site", "none"}},
        {{"Referer", "https://chat.example.org/"}},
    };
    for (const auto& route : all_routes()) {
        if (!changes_something(route) || route.access == Access::anyone) continue;
        for (auto fields : refused) {
            fields.emplace_back("Cookie", "token=" + ada.token);
            const auto reply = bench.send(std::string(route.method), path_of(route), "{}", fields);
            EXPECT_EQ(reply.status(), 403U) << route.pattern << " " << fields[0].second;
            EXPECT_EQ(reply.code(), "bad_origin");
        }
    }
    EXPECT_EQ(bench.send("GET", "/api/auth/me", {}, {{"Cookie", "token=" + ada.token}}).status(), 200U);
}

TEST(Api, takes_changes_from_the_client_and_from_programs) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const std::string cookie = "token=" + ada.token;
    const HeaderFields taken[] = {
        {{"Cookie", cookie}, {"Origin", "https://chat.example.org"}},
        {{"Cookie", cookie}, {"Origin", "http://localhost:5173"}},
        {{"Cookie", cookie}, {"Sec-Fetch-Site", "same-origin"}},
        {{"Authorization", "Bearer " + ada.token}},
        {{"Authorization", "Bearer " + ada.token}, {"Origin", "https://bot.example"}},
    };
    for (const auto& fields : taken) {
        EXPECT_EQ(bench.send("POST", "/api/rooms", R"({"kind":"private","name":"x"})", fields).status(), 201U)
            << fields.back().second;
    }
}

TEST(Api, lets_foreign_pages_neither_register_nor_sign_in) {
    ApiTestBench bench;
    (void)bench.sign_up("ada");
    const auto body = R"({"username":"ada","password":"correct horse"})";
    const std::pair<HeaderFields, unsigned> table[] = {
        {{}, 200},
        {{{"Origin", "https://chat.example.org"}}, 200},
        {{{"Sec-Fetch-Site", "same-site"}}, 200},
        {{{"Sec-Fetch-Site", "none"}}, 200},
        {{{"Origin", "https://evil.example"}}, 403},
        {{{"Origin", "null"}}, 403},
        {{{"Sec-Fetch-Site", "cross-site"}}, 403},
    };
    for (const auto& [fields, status] : table)
        EXPECT_EQ(bench.send("POST", "/api/auth/login", body, fields).status(), status);
    EXPECT_EQ(bench.send("POST", "/api/auth/register", body, {{"Origin", "https://evil.example"}}).code(),
              "bad_origin");
}

TEST(Api, gives_every_answer_an_id_and_keeps_a_sane_one_of_a_trusted_proxy) {
    ApiTestBench bench;
    EXPECT_EQ(bench.send("GET", "/api/health", {}, {{"X-Request-Id", "r1"}}).field("X-Request-Id").size(),
              20U);
    bench.address = bench.trusted_proxy;
    const auto first = bench.send("GET", "/api/health").field("X-Request-Id");
    EXPECT_EQ(first.size(), 20U);
    EXPECT_NE(bench.send("GET", "/api/health").field("X-Request-Id"), first);
    EXPECT_EQ(bench.send("GET", "/api/health", {}, {{"X-Request-Id", "a.B-9_"}}).field("X-Request-Id"),
              "a.B-9_");
    EXPECT_EQ(bench.send("GET", "/api/nothing", {}, {{"X-Request-Id", "r1"}}).field("X-Request-Id"), "r1");
    for (const auto& bad : {std::string(65, 'a'), std::string("a b"), std::string("<x>"), std::string()}) {
        EXPECT_EQ(bench.send("GET", "/api/health", {}, {{"X-Request-Id", bad}}).field("X-Request-Id").size(),
                  20U);
    }
}

TEST(Api, keeps_its_answers_out_of_caches_and_their_type_as_said) {
    ApiTestBench bench;
    for (const auto* path : {"/api/health", "/api/auth/me", "/api/nothing"}) {
        const auto reply = bench.send("GET", path);
        EXPECT_EQ(reply.field("Cache-Control"), "no-store") << path;
        EXPECT_EQ(reply.field("X-Content-Type-Options"), "nosniff") << path;
    }
}

TEST(Api, says_when_to_come_back_while_it_is_busy) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    bench.store.fail_with(Error(chatter::Errc::busy));
    const auto busy = bench.send_as(ada, "GET", "/api/rooms");
    EXPECT_EQ(busy.status(), 503U);
    EXPECT_EQ(busy.code(), "busy");
    EXPECT_EQ(busy.field("Retry-After"), "1");
    bench.store.fail_with(Error(chatter::Errc::unavailable));
    EXPECT_EQ(bench.send_as(ada, "GET", "/api/rooms").code(), "unavailable");
}

TEST(Api, tells_nothing_of_its_own_faults_but_which_request_met_them) {
    ApiTestBench bench;
    bench.address = bench.trusted_proxy;
    bench.store.fail_with(Error(std::make_error_code(std::errc::io_error), "users.db is damaged"));
    const auto reply = bench.send("POST", "/api/auth/login", R"({"username":"ada","password":"x"})",
                                  {{"X-Request-Id", "r-17"}});
    EXPECT_EQ(reply.status(), 500U);
    EXPECT_EQ(reply.code(), "internal");
    EXPECT_EQ(reply.data().at("requestId").as_string(), "r-17");
    EXPECT_EQ(reply.body().find("users.db"), std::string::npos);
}

TEST(Api, bounds_every_body) {
    ApiTestBench bench;
    const std::string ten_megabytes(10'000'000, 'x');
    for (const auto& route : all_routes()) {
        if (route.pattern == "/api/upload") continue;
        const auto reply = bench.send(std::string(route.method), path_of(route), ten_megabytes);
        EXPECT_EQ(reply.status(), 413U) << route.pattern;
        EXPECT_EQ(reply.code(), "body_too_large");
    }
    EXPECT_EQ(bench.send("POST", "/api/upload", std::string(10 * 1024 * 1024 + 64 * 1024 + 1, 'x')).code(),
              "image_too_large");
}

/// Every route that takes JSON: wrong input has the same answer everywhere.
std::vector<const Route*> json_routes() {
    std::vector<const Route*> found;
    for (const auto& route : all_routes()) {
        for (const auto* pattern : {"/api/auth/register", "/api/auth/login", "/api/rooms",
                                    "/api/rooms/:id/messages", "/api/rooms/:id/read"})
            if (route.pattern == pattern && changes_something(route)) found.push_back(&route);
    }
    return found;
}

TEST(Api, refuses_what_is_no_json) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const std::string table[] = {
        "",
        " ",
        "{",
        "{}}",
        R"({"a":1,})",
        "{'a':1}",
        "nul",
        "\xff\xfe",
        "{\"username\":\"\xc3\x28\"}",
        "{\"username\":\"\xed\xa0\x80\"}",
        R"({"username":"\ud800"})",
        "\xef\xbb\xbf{}",
        std::string(100'000, '['),
        std::string(100'000, '[') + std::string(100'000, ']'),
        std::string("{}\0", 3),
    };
    ASSERT_EQ(json_routes().size(), 5U);
    for (const auto* route : json_routes()) {
        for (const auto& body : table) {
            const auto reply = bench.send_as(ada, std::string(route->method), path_of(*route), body);
            EXPECT_EQ(reply.status(), 400U) << route->pattern << " " << body.substr(0, 30);
            EXPECT_EQ(reply.code(), "bad_json");
        }
    }
}

TEST(Api, refuses_json_of_the_wrong_shape) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    for (const auto* route : json_routes()) {
        for (const auto* body : {"[]", "null", "1e400", "\"text\"", "true"}) {
            const auto reply = bench.send_as(ada, std::string(route->method), path_of(*route), body);
            EXPECT_EQ(reply.status(), 422U) << route->pattern << " " << body;
            EXPECT_EQ(reply.refused_fields(), (std::vector<std::string>{"body"}));
        }
        const auto reply = bench.send_as(ada, std::string(route->method), path_of(*route), "{}");
        EXPECT_EQ(reply.status(), 422U) << route->pattern;
        EXPECT_FALSE(reply.refused_fields().empty()) << route->pattern;
    }
}

TEST(Api, takes_json_by_its_media_type_or_none) {
    ApiTestBench bench;
    (void)bench.sign_up("ada");
    const auto body = R"({"username":"ada","password":"correct horse","unknown":{"field":[1,2]}})";
    for (const auto* type : {"application/json", "Application/JSON; charset=utf-8", "application/json ;x=y"})
        EXPECT_EQ(bench.send("POST", "/api/auth/login", body, {{"Content-Type", type}}).status(), 200U)
            << type;
    EXPECT_EQ(bench.send("POST", "/api/auth/login", body).status(), 200U);
    for (const auto* type : {"text/plain", "application/x-www-form-urlencoded", "application/jsonx",
                             "multipart/form-data; boundary=x"}) {
        const auto reply = bench.send("POST", "/api/auth/login", body, {{"Content-Type", type}});
        EXPECT_EQ(reply.status(), 415U) << type;
        EXPECT_EQ(reply.code(), "unsupported_media_type");
    }
}

}  // namespace
}  // namespace chatter::http
