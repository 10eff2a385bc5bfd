#include "net/http.hpp"

#include <gtest/gtest.h>

namespace chatter::net {
namespace {

TEST(Fields, are_found_without_regard_to_case) {
    Fields fields;
    fields.add("Content-Type", "text/plain");
    EXPECT_EQ(fields.get("content-type"), "text/plain");
    EXPECT_FALSE(fields.has("content-length"));
    fields.set("CONTENT-TYPE", "text/html");
    EXPECT_EQ(fields.get("Content-Type"), "text/html");
}

TEST(Fields, list_tokens_but_not_those_of_no_quality) {
    Fields fields;
    fields.add("Accept-Encoding", "gzip;q=0.5, br;q=0, deflate;q=0.0");
    EXPECT_TRUE(fields.lists("Accept-Encoding", "GZIP"));
    EXPECT_FALSE(fields.lists("Accept-Encoding", "br"));
    EXPECT_FALSE(fields.lists("Accept-Encoding", "deflate"));
    EXPECT_FALSE(fields.lists("Accept-Encoding", "zip"));
}

TEST(Cookies, are_found_by_their_whole_name) {
    Fields fields;
    fields.add("Cookie", "xtoken=1; token=abc=; other=2");
    EXPECT_EQ(cookie_value(fields, "token"), "abc=");
    EXPECT_EQ(cookie_value(fields, "tok"), std::nullopt);
}

TEST(Upgrade, needs_both_of_its_fields) {
    Request request;
    request.fields.add("Connection", "keep-alive, Upgrade");
    EXPECT_FALSE(request.is_websocket_upgrade());
    request.fields.add("Upgrade", "WebSocket");
    EXPECT_TRUE(request.is_websocket_upgrade());
}

TEST(Problem, is_what_rfc_9457_asks_for) {
    const auto response = problem_response(413, "body_too_large", "Too \"large\".");
    EXPECT_EQ(response.fields.get("Content-Type"), "application/problem+json");
    EXPECT_EQ(response.body_view(), R"({"type":"about:blank","title":"Content Too Large","status":413,)"
                                    R"("code":"body_too_large","detail":"Too \"large\"."})");
}

}  // namespace
}  // namespace chatter::net
