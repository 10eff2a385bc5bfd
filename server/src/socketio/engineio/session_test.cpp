#include "socketio/engineio/testing/engine_test.hpp"

namespace chatter::engineio::testing {
namespace {

using namespace std::chrono_literals;

struct EngineSession : EngineTest {
    static ServerOptions impatient() {
        auto made = options();
        made.session.ping_interval = 100ms;
        made.session.ping_timeout = 200ms;
        return made;
    }
};

TEST_F(EngineSession, lasts_as_long_as_its_pings_are_answered) {
    serve(impatient());
    bool lasted = false;
    for (int i = 0; i < 20 && !lasted; ++i) {  // not at once, on a machine too busy to answer in time
        WebSocketClient client(port);
        client.read();
        int answered = 0;
        for (; answered < 5 && client.read() == "2"; ++answered) client.send("3");
        lasted = answered == 5 && client.read() == "2";  // longer than the interval and the timeout
        if (lasted) EXPECT_EQ(client.read().substr(0, 5), "close");
    }
    EXPECT_TRUE(lasted);
    EXPECT_TRUE(was_noted("ping timeout"));
}

TEST_F(EngineSession, counts_only_a_pong_as_a_pong) {
    serve(impatient());
    WebSocketClient client(port);
    client.read();
    std::string message;
    while (message.substr(0, 5) != "close" && message != "end") {
        if (message == "2") client.send("4not a pong");
        message = client.read();
    }
    EXPECT_TRUE(was_noted("ping timeout"));
}

TEST_F(EngineSession, times_out_whether_or_not_a_get_waits) {
    serve(impatient());
    std::size_t opened = 0;
    bool was_told = false;
    while (opened < 20 && !was_told) {  // not at once, on a machine too busy to ask in time
        const auto sid = open_polling();
        ++opened;
        was_told = body_of(get(polling(sid))) == "2" && body_of(get(polling(sid))) == "1";
    }
    EXPECT_TRUE(was_told);
    EXPECT_TRUE(was_noted("ping timeout"));
    EXPECT_FALSE(open_polling().empty());
    ++opened;
    EXPECT_TRUE(eventually([&] { return note_count() == opened; }));
}

TEST_F(EngineSession, refuses_a_request_as_soon_as_its_pong_is_late) {
    serve(impatient());
    int refused = 0;
    for (int i = 0; i < 20 && refused < 3; ++i) {  // not each, on a machine too busy to ping in time
        const auto sid = open_polling();
        std::this_thread::sleep_for(300ms);  // the ping's interval and its timeout, from after the answer
        if (body_of(get(polling(sid))) == R"({"code":1,"message":"Session ID unknown"})") ++refused;
    }
    EXPECT_EQ(refused, 3);
}

TEST_F(EngineSession, gives_a_ping_that_was_queued_its_whole_time_after_an_upgrade) {
    auto with = impatient();
    with.session.ping_timeout = 1000ms;
    serve(std::move(with));
    bool had_its_time = false;
    for (int i = 0; i < 20 && !had_its_time; ++i) {  // not at once, on a machine too busy to go on in time
        const auto sid = open_polling();
        std::this_thread::sleep_for(600ms);  // a part of the ping's time passes while no GET fetches it
        WebSocketClient client(port, "EIO=4&transport=websocket&sid=" + sid);
        client.send("5");
        if (client.read() != "2") continue;
        std::this_thread::sleep_for(600ms);
        client.send("3");
        had_its_time = client.read() == "2";
    }
    EXPECT_TRUE(had_its_time);
}

TEST_F(EngineSession, echoes_text_as_text_and_bytes_as_bytes) {
    serve();
    WebSocketClient client(port);
    client.read();
    client.send("4\xE2\x82\xAC");
    EXPECT_EQ(client.read(), "4\xE2\x82\xAC");
    EXPECT_EQ(client.first_byte, 0x81U);
    client.send_frame(0x82, std::string("\x00\x01", 2));
    EXPECT_EQ(client.read(), std::string("\x00\x01", 2));
    EXPECT_EQ(client.first_byte, 0x82U);
    client.send_frame(0x82, "");
    EXPECT_EQ(client.read(), "");
    EXPECT_EQ(client.first_byte, 0x82U);
}

TEST_F(EngineSession, takes_and_gives_base64_where_bytes_cannot_go) {
    serve();
    WebSocketClient able(port);
    able.read();
    able.send("bAQIDBA==");
    EXPECT_EQ(able.read(), "\x01\x02\x03\x04");
    EXPECT_EQ(able.first_byte, 0x82U);
    WebSocketClient unable(port, "EIO=4&transport=websocket&b64=1");
    unable.read();
    unable.send("bAQIDBA==");
    EXPECT_EQ(unable.read(), "bAQIDBA==");
    EXPECT_EQ(unable.first_byte, 0x81U);
    unable.send("b*");
    EXPECT_EQ(unable.read().substr(0, 5), "close");
    EXPECT_TRUE(was_noted("parse error"));

    const auto sid = sid_of(get("EIO=4&transport=polling&b64=1"));
    EXPECT_EQ(body_of(post(polling(sid), "bAQIDBA==")), "ok");
    WebSocketClient upgraded(port, "EIO=4&transport=websocket&b64=1&sid=" + sid);
    upgraded.send("5");
    EXPECT_EQ(upgraded.read(), "bAQIDBA==");
}

TEST_F(EngineSession, sends_what_is_queued_before_it_closes_a_websocket) {
    serve();
    WebSocketClient client(port);
    client.read();
    client.send("4last words");
    EXPECT_EQ(client.read(), "4one");
    EXPECT_EQ(client.read(), "4two");
    EXPECT_EQ(client.read().substr(0, 5), "close");
    EXPECT_TRUE(was_noted("forced close"));
}

TEST_F(EngineSession, says_why_a_websocket_ended) {
    auto with = options();
    with.session.payload_bytes_max = 100;
    serve(std::move(with));
    const struct {
        unsigned char first;
        std::string payload;
        const char* answer;
        const char* reason;
    } cases[] = {
        {0x81, "abc", "close", "parse error"},
        {0x81, "", "close", "parse error"},
        {0x81, "2", "close", "transport error"},
        {0x81, "1", "close", "transport close"},
        {0x81, "4" + std::string(100, 'x'), "close 1009", "transport error"},
        {0x88, "", "close", "transport close"},
    };
    std::size_t ended = 0;
    for (const auto& one : cases) {
        WebSocketClient client(port);
        client.read();
        client.send_frame(one.first, one.payload);
        EXPECT_EQ(client.read().substr(0, std::string_view(one.answer).size()), one.answer) << one.payload;
        EXPECT_TRUE(eventually([&] { return note_count() == ended + 1; }));
        ++ended;
        EXPECT_TRUE(was_noted(one.reason)) << one.payload;
    }
    {
        WebSocketClient client(port);
        client.read();
    }
    EXPECT_TRUE(eventually([&] { return note_count() == ended + 1; }));
}

TEST_F(EngineSession, may_be_closed_before_its_owner_hears_anything) {
    on_connection = [](Session& session) { session.close(); };
    serve();
    WebSocketClient client(port);
    EXPECT_EQ(client.read().substr(0, 2), "0{");
    EXPECT_EQ(client.read().substr(0, 5), "close");
    const auto sid = open_polling();
    EXPECT_EQ(body_of(get(polling(sid))),
              "6\x1e"
              "1");
    EXPECT_TRUE(eventually([&] { return note_count() == 2; }));
}

TEST_F(EngineSession, may_be_told_to_close_where_nothing_was_served) {
    SystemRandom other_random;
    net::WorkerGroup idle(1);
    Server server(idle, options(), other_random, [](Session&) { return nullptr; });
    server.close();
    server.close();
    EXPECT_EQ(server.session_count(), 0U);
}

}  // namespace
}  // namespace chatter::engineio::testing
