#include "socketio/engineio/testing/engine_test.hpp"

namespace chatter::engineio::testing {
namespace {

using namespace std::chrono_literals;

struct EngineUpgrade : EngineTest {
    static std::string upgrading(const std::string& sid) { return "EIO=4&transport=websocket&sid=" + sid; }
};

TEST_F(EngineUpgrade, carries_on_over_the_websocket_with_what_was_queued_first) {
    serve();
    const auto sid = open_polling();
    WebSocketClient client(port, upgrading(sid));
    ASSERT_EQ(client.status(), "101");
    client.send("2probe");
    EXPECT_EQ(client.read(), "3probe");
    EXPECT_EQ(body_of(post(polling(sid),
                           "4one\x1e"
                           "4two")),
              "ok");
    client.send("5");
    client.send("4three");
    EXPECT_EQ(client.read(), "4one");
    EXPECT_EQ(client.read(), "4two");
    EXPECT_EQ(client.read(), "4three");
    EXPECT_EQ(body_of(get(polling(sid))), R"({"code":3,"message":"Bad request"})");
    EXPECT_EQ(body_of(post(polling(sid), "4a")), R"({"code":3,"message":"Bad request"})");
    client.send("4still here");
    EXPECT_EQ(client.read(), "4still here");
}

TEST_F(EngineUpgrade, lets_go_every_get_that_waits_until_it_is_complete) {
    serve();
    const auto sid = open_polling();
    WebSocketClient client(port, upgrading(sid));
    client.send("2probe");
    EXPECT_EQ(client.read(), "3probe");
    for (int i = 0; i < 3; ++i) EXPECT_EQ(body_of(get(polling(sid))), "6");
    client.send("2probe");
    EXPECT_EQ(client.read(), "3probe") << "a probe may come twice";
    client.send("5");
    client.send("4a");
    EXPECT_EQ(client.read(), "4a");
}

TEST_F(EngineUpgrade, closes_a_second_one_without_disturbing_the_first) {
    serve();
    const auto sid = open_polling();
    WebSocketClient first(port, upgrading(sid));
    first.send("2probe");
    EXPECT_EQ(first.read(), "3probe");
    WebSocketClient second(port, upgrading(sid));
    EXPECT_EQ(second.status(), "101");
    EXPECT_EQ(second.read().substr(0, 5), "close");
    first.send("5");
    first.send("4a");
    EXPECT_EQ(first.read(), "4a");
    WebSocketClient third(port, upgrading(sid));
    EXPECT_EQ(third.read().substr(0, 5), "close");
    first.send("4b");
    EXPECT_EQ(first.read(), "4b");
}

TEST_F(EngineUpgrade, is_given_up_when_the_candidate_says_anything_else) {
    serve();
    const auto sid = open_polling();
    for (const char* packet : {"4hello", "2", "x", "6"}) {
        WebSocketClient client(port, upgrading(sid));
        client.send(packet);
        client.send("5");  // too late
        EXPECT_EQ(client.read().substr(0, 5), "close") << packet;
    }
    EXPECT_TRUE(is_alive(sid));
}

TEST_F(EngineUpgrade, is_given_up_when_the_candidate_goes_or_takes_too_long) {
    auto with = options();
    with.session.upgrade_timeout = 100ms;
    serve(std::move(with));
    const auto sid = open_polling();
    EXPECT_TRUE(eventually([&] {  // not at once, on a machine too busy to probe in time
        WebSocketClient slow(port, upgrading(sid));
        slow.send("2probe");
        return slow.read() == "3probe" && slow.read().starts_with("close");
    }));
    WebSocketClient(port, upgrading(sid)).raw.close();
    EXPECT_TRUE(is_alive(sid));
    EXPECT_TRUE(eventually([&] {
        WebSocketClient next(port, upgrading(sid));
        next.send("2probe");
        return next.read() == "3probe";
    }));
}

TEST_F(EngineUpgrade, ends_with_the_session_that_is_closed_meanwhile) {
    serve();
    const auto sid = open_polling();
    WebSocketClient client(port, upgrading(sid));
    client.send("2probe");
    EXPECT_EQ(client.read(), "3probe");
    EXPECT_EQ(body_of(post(polling(sid), "4close")), "ok");
    EXPECT_EQ(body_of(get(polling(sid))),
              "6\x1e"
              "1");
    EXPECT_EQ(client.read().substr(0, 5), "close");
}

TEST_F(EngineUpgrade, brings_a_closing_session_its_last_words) {
    serve();
    const auto sid = open_polling();
    WebSocketClient client(port, upgrading(sid));
    client.send("2probe");
    EXPECT_EQ(client.read(), "3probe");
    EXPECT_EQ(body_of(post(polling(sid), "4last words")), "ok");
    client.send("5");
    EXPECT_EQ(client.read(), "4one");
    EXPECT_EQ(client.read(), "4two");
    EXPECT_EQ(client.read().substr(0, 5), "close");
    EXPECT_TRUE(eventually([&] { return engine->session_count() == 0; }));
}

TEST_F(EngineUpgrade, ends_when_the_server_closes) {
    serve();
    WebSocketClient client(port, upgrading(open_polling()));
    client.send("2probe");
    EXPECT_EQ(client.read(), "3probe");
    engine->close();
    EXPECT_EQ(client.read().substr(0, 5), "close");
}

TEST_F(EngineUpgrade, closes_a_websocket_that_would_poll) {
    serve();
    const auto sid = open_polling();
    for (const auto& query : {polling(sid), std::string("EIO=4&transport=polling")}) {
        WebSocketClient client(port, query);
        EXPECT_EQ(client.status(), "101");
        EXPECT_EQ(client.read().substr(0, 5), "close");
    }
    EXPECT_EQ(engine->session_count(), 1U);
    EXPECT_TRUE(is_alive(sid));
}

TEST_F(EngineUpgrade, is_refused_where_it_is_not_allowed) {
    auto with = options();
    with.session.allow_upgrades = false;
    serve(std::move(with));
    const auto opened = get("EIO=4&transport=polling");
    EXPECT_NE(opened.find(R"("upgrades":[])"), std::string::npos);
    EXPECT_EQ(WebSocketClient(port, upgrading(sid_of(opened))).status(), "400");
    EXPECT_TRUE(is_alive(sid_of(opened)));
}

}  // namespace
}  // namespace chatter::engineio::testing
