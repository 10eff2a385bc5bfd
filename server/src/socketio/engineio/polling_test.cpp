#include "socketio/engineio/testing/engine_test.hpp"

namespace chatter::engineio::testing {
namespace {

using namespace std::chrono_literals;

struct EnginePolling : EngineTest {
    /// A POST whose body has come half-way, once the server has heard of it: a PUT behind it would wait.
    std::unique_ptr<RawClient> post_half(const std::string& sid) {
        auto client = std::make_unique<RawClient>(port);
        client->send("POST /engine.io/?" + polling(sid) +
                     " HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n");
        EXPECT_TRUE(client->read_until("100 Continue\r\n\r\n"));
        client->send("4half");
        return client;
    }
};

TEST_F(EnginePolling, answers_a_post_with_ok) {
    serve();
    const auto answer = post(polling(open_polling()), "4hello");
    EXPECT_EQ(status_of(answer), "200");
    EXPECT_EQ(body_of(answer), "ok");
    EXPECT_TRUE(has_line(answer, "Content-Type: text/html"));
    EXPECT_TRUE(has_line(answer, "Content-Length: 2"));
    EXPECT_TRUE(has_line(answer, "Cache-Control: no-store"));
}

TEST_F(EnginePolling, echoes_text_and_bytes_in_their_order) {
    serve();
    const auto query = polling(open_polling());
    EXPECT_EQ(body_of(post(query,
                           "4a\x1e"
                           "bAQIDBA==\x1e"
                           "4b")),
              "ok");
    EXPECT_EQ(body_of(get(query)),
              "4a\x1e"
              "bAQIDBA==\x1e"
              "4b");
}

TEST_F(EnginePolling, takes_a_body_in_chunks_that_split_a_character) {
    serve();
    const auto query = polling(open_polling());
    RawClient client(port);
    client.send("POST /engine.io/?" + query +
                " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n4\xE2\r\n");
    client.send("2\r\n\x82\xAC\r\n0\r\n\r\n");
    EXPECT_EQ(body_of(client.read_answer().value_or("")), "ok");
    EXPECT_EQ(body_of(get(query, "Connection: close\r\n")), "4\xE2\x82\xAC");
}

TEST_F(EnginePolling, refuses_other_methods_and_a_changed_transport) {
    serve();
    const auto sid = open_polling();
    const auto put = ask("PUT /engine.io/?" + polling(sid) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(status_of(put), "500");
    EXPECT_EQ(body_of(put), "");
    EXPECT_EQ(body_of(get("EIO=4&transport=websocket&sid=" + sid)), R"({"code":3,"message":"Bad request"})");
    WebSocketClient client(port);
    EXPECT_EQ(body_of(get(polling(sid_of(client.read())))), R"({"code":3,"message":"Bad request"})");
    EXPECT_TRUE(is_alive(sid));
}

TEST_F(EnginePolling, ends_a_session_whose_gets_overlap) {
    serve();
    const auto sid = open_polling();
    const auto first = wait_with_get(sid);
    const auto second = get(polling(sid));
    EXPECT_EQ(status_of(second), "400");
    EXPECT_EQ(body_of(second), "");
    EXPECT_EQ(body_of(first->read_answer().value_or("")), "1");
    EXPECT_TRUE(was_noted("transport error"));
    EXPECT_EQ(body_of(get(polling(sid))), R"({"code":1,"message":"Session ID unknown"})");
}

TEST_F(EnginePolling, ends_a_session_whose_posts_overlap) {
    serve();
    const auto sid = open_polling();
    const auto first = post_half(sid);
    const auto second = post(polling(sid), "4second");
    EXPECT_EQ(status_of(second), "400");
    EXPECT_EQ(body_of(second), "");
    EXPECT_TRUE(was_noted("transport error"));
    EXPECT_EQ(first->read_to_end(), "") << "the first one's connection is cut";
}

TEST_F(EnginePolling, takes_one_post_after_the_other_on_one_connection) {
    serve();
    const auto query = polling(open_polling());
    RawClient client(port);
    client.send(post_text(query, "4a") + post_text(query, "4b"));
    EXPECT_EQ(body_of(client.read_answer().value_or("")), "ok");
    EXPECT_EQ(body_of(client.read_answer().value_or("")), "ok");
    EXPECT_EQ(body_of(get(query)),
              "4a\x1e"
              "4b");
}

TEST_F(EnginePolling, ends_a_session_whose_get_is_aborted) {
    serve();
    wait_with_get(open_polling())->close();
    EXPECT_TRUE(was_noted("transport error"));
}

TEST_F(EnginePolling, ends_a_session_whose_post_is_aborted) {
    serve();
    post_half(open_polling())->close();
    EXPECT_TRUE(was_noted("transport error"));
}

TEST_F(EnginePolling, ends_a_session_that_posts_octets_before_they_come) {
    serve();
    const auto sid = open_polling();
    RawClient client(port);
    client.send("POST /engine.io/?" + polling(sid) +
                " HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n"
                "Content-Type: application/octet-stream\r\n\r\n");
    EXPECT_EQ(status_of(client.read_answer().value_or("")), "400");
    EXPECT_TRUE(was_noted("transport error"));
}

TEST_F(EnginePolling, refuses_too_large_a_post_with_an_empty_413) {
    auto with = options();
    with.session.payload_bytes_max = 100;
    serve(std::move(with));
    const auto sid = open_polling();
    const auto announced = post(polling(sid), "4" + std::string(100, 'x'));
    EXPECT_EQ(status_of(announced), "413");
    EXPECT_EQ(body_of(announced), "");
    const auto chunked = ask("POST /engine.io/?" + polling(sid) +
                             " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n4" +
                             std::string(100, 'x') + "\r\n0\r\n\r\n");
    EXPECT_EQ(status_of(chunked), "413");
    EXPECT_EQ(body_of(chunked), "");
    EXPECT_EQ(body_of(post(polling(sid), "4" + std::string(99, 'x'))), "ok");
    EXPECT_EQ(body_of(get(polling(sid))), "4" + std::string(99, 'x'));
}

TEST_F(EnginePolling, ends_a_session_that_breaks_the_protocol) {
    serve();
    const std::pair<std::string, const char*> cases[] = {{"nonsense", "parse error"},
                                                         {"4a\x1e", "parse error"},
                                                         {"2", "transport error"},
                                                         {"4\xFF", "transport error"}};
    for (const auto& [body, reason] : cases) {
        const auto sid = open_polling();
        const auto waiting = wait_with_get(sid);
        const auto status = status_of(post(polling(sid), body));
        EXPECT_EQ(status, body == "2" ? "200" : "400") << body;
        EXPECT_EQ(body_of(waiting->read_answer().value_or("")), "1") << body;
        EXPECT_TRUE(was_noted(reason)) << body;
        EXPECT_EQ(status_of(get(polling(sid))), "400") << body;
    }
}

TEST_F(EnginePolling, lets_a_peer_that_says_close_go_with_a_noop) {
    serve();
    const auto sid = open_polling();
    const auto waiting = wait_with_get(sid);
    EXPECT_EQ(body_of(post(polling(sid), "1")), "ok");
    EXPECT_EQ(body_of(waiting->read_answer().value_or("")), "6");
    EXPECT_TRUE(was_noted("transport close"));
}

TEST_F(EnginePolling, says_close_to_a_get_that_waits) {
    serve();
    const auto sid = open_polling();
    const auto waiting = wait_with_get(sid);
    EXPECT_EQ(body_of(post(polling(sid), "4close")), "ok");
    EXPECT_EQ(body_of(waiting->read_answer().value_or("")), "1");
    EXPECT_TRUE(was_noted("forced close"));
    EXPECT_EQ(body_of(get(polling(sid))), R"({"code":1,"message":"Session ID unknown"})");
}

TEST_F(EnginePolling, keeps_its_last_words_and_its_goodbye_for_the_gets_to_come) {
    serve();
    const auto sid = open_polling();
    EXPECT_EQ(body_of(post(polling(sid),
                           "4last words\x1e"
                           "4unheard")),
              "ok");
    EXPECT_TRUE(was_noted("forced close"));
    EXPECT_EQ(body_of(post(polling(sid), "4unheard")), "ok");
    EXPECT_EQ(body_of(get(polling(sid))),
              "4one\x1e"
              "4two");
    EXPECT_EQ(body_of(get(polling(sid))),
              "6\x1e"
              "1");
    EXPECT_EQ(body_of(get(polling(sid))), R"({"code":1,"message":"Session ID unknown"})");
    EXPECT_EQ(note_count(), 1U);
}

TEST_F(EnginePolling, answers_a_get_that_waits_before_it_closes) {
    serve();
    const auto sid = open_polling();
    const auto waiting = wait_with_get(sid);
    EXPECT_EQ(body_of(post(polling(sid), "4last words")), "ok");
    EXPECT_EQ(body_of(waiting->read_answer().value_or("")),
              "4one\x1e"
              "4two");
    EXPECT_EQ(body_of(get(polling(sid))),
              "6\x1e"
              "1");
}

TEST_F(EnginePolling, discards_what_is_queued_when_the_server_closes) {
    serve();
    const auto quiet = open_polling(), waits = open_polling(), closing = open_polling();
    EXPECT_EQ(body_of(post(polling(quiet), "4queued")), "ok");
    EXPECT_EQ(body_of(post(polling(closing), "4last words")), "ok");
    const auto waiting = wait_with_get(waits);
    std::atomic<int> closed = 0;
    engine->close(CloseReason::server_shutting_down, [&] { ++closed; });
    engine->close(CloseReason::server_shutting_down, [&] { ++closed; });
    EXPECT_TRUE(eventually([&] { return closed == 2; }));
    EXPECT_EQ(engine->session_count(), 0U);
    EXPECT_EQ(body_of(waiting->read_answer().value_or("")), "1");
    EXPECT_EQ(body_of(get(polling(quiet))), R"({"code":1,"message":"Session ID unknown"})");
    EXPECT_EQ(body_of(get(polling(closing))), R"({"code":1,"message":"Session ID unknown"})");
    EXPECT_TRUE(was_noted("server shutting down"));
}

TEST_F(EnginePolling, has_said_goodbye_to_everybody_once_it_has_closed) {
    serve();
    std::vector<std::unique_ptr<RawClient>> waiting;
    std::vector<std::unique_ptr<WebSocketClient>> sockets;
    for (int i = 0; i < 10; ++i) {  // over both workers
        waiting.push_back(wait_with_get(open_polling()));
        sockets.push_back(std::make_unique<WebSocketClient>(port));
        EXPECT_EQ(sockets.back()->read().substr(0, 2), "0{");
    }
    std::promise<void> closed;
    engine->close(CloseReason::server_shutting_down, [&] { closed.set_value(); });
    closed.get_future().wait();
    workers.stop();
    for (auto& client : waiting) EXPECT_EQ(body_of(client->read_answer().value_or("")), "1");
    for (auto& socket : sockets) EXPECT_EQ(socket->read().substr(0, 5), "close");
}

TEST_F(EnginePolling, shows_a_handler_the_request_that_carries_its_packet) {
    serve();
    const auto sid = open_polling();
    EXPECT_EQ(body_of(post(polling(sid), "4agent", "User-Agent: test/1\r\n")), "ok");
    EXPECT_EQ(body_of(get(polling(sid))), "4test/1");
    WebSocketClient client(port);
    client.read();
    client.send("4agent");
    EXPECT_EQ(client.read(), "4none");
}

TEST_F(EnginePolling, ends_a_session_that_fetches_nothing_once_its_queue_is_full) {
    auto with = options();
    with.session.outbox_bytes_max = 100'000;
    serve(std::move(with));
    const auto sid = open_polling();
    EXPECT_EQ(body_of(post(polling(sid), "4flood")), "ok");
    EXPECT_TRUE(was_noted("slow consumer"));
    EXPECT_EQ(status_of(get(polling(sid))), "400");
}

}  // namespace
}  // namespace chatter::engineio::testing
