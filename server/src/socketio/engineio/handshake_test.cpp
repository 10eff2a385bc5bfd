#include "socketio/engineio/testing/engine_test.hpp"

namespace chatter::engineio::testing {
namespace {

using namespace std::chrono_literals;

struct EngineHandshake : EngineTest {};

constexpr const char* upgrade_fields =
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

TEST_F(EngineHandshake, answers_with_nothing_but_the_open_packet) {
    on_connection = [](Session& session) { session.send(encode_packet(PacketType::message, "hi")); };
    serve();
    const auto answer = get("EIO=4&transport=polling");
    EXPECT_EQ(status_of(answer), "200");
    EXPECT_TRUE(has_line(answer, "Content-Type: text/plain; charset=UTF-8"));
    EXPECT_TRUE(has_line(answer, "Cache-Control: no-store"));
    const auto sid = sid_of(answer);
    EXPECT_EQ(body_of(answer), "0{\"sid\":\"" + sid +
                                   R"(","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,)"
                                   R"("maxPayload":1000000})");
    EXPECT_EQ(body_of(get(polling(sid))), "4hi");

    WebSocketClient client(port);
    EXPECT_NE(client.read().find(R"("upgrades":[])"), std::string::npos);
    EXPECT_EQ(client.read(), "4hi");
}

TEST_F(EngineHandshake, refuses_in_the_order_of_the_checks) {
    auto with = options();
    with.allow_request = [](const net::Request&) -> Task<std::expected<void, std::string>> {
        co_return std::unexpected("not you");
    };
    // HTTP itself refuses most bad characters; what a middleware does to a header is looked at all the same.
    with.middlewares.push_back([](net::Request& request, net::Fields&) -> Task<std::optional<net::Response>> {
        if (request.fields.has("Bad-Origin")) request.fields.set("Origin", "a\x7F");
        co_return std::nullopt;
    });
    serve(std::move(with));
    const struct {
        std::string method, query, fields, status, body;
    } cases[] = {
        {"GET", "EIO=3&transport=constructor&sid=x", "", "400",
         R"({"code":0,"message":"Transport unknown"})"},
        {"GET", "EIO=4&transport=__proto__", "", "400", R"({"code":0,"message":"Transport unknown"})"},
        {"GET", "EIO=4", "", "400", R"({"code":0,"message":"Transport unknown"})"},
        {"GET", "EIO=4&transport=polling&sid=x", "Bad-Origin: 1\r\n", "400",
         R"({"code":3,"message":"Bad request"})"},
        {"PUT", "EIO=4&transport=polling&sid=x", "", "400", R"({"code":1,"message":"Session ID unknown"})"},
        {"GET", "EIO=4&transport=polling&sid=" + std::string(4000, 'x'), "", "400",
         R"({"code":1,"message":"Session ID unknown"})"},
        {"PUT", "EIO=4&transport=websocket", "", "400", R"({"code":2,"message":"Bad handshake method"})"},
        {"OPTIONS", "EIO=4&transport=polling", "", "400", R"({"code":2,"message":"Bad handshake method"})"},
        {"GET", "EIO=3&transport=websocket", "", "400", R"({"code":3,"message":"Bad request"})"},
        {"GET", "EIO=3&transport=polling", "", "403", R"({"code":4,"message":"not you"})"},
    };
    for (const auto& one : cases) {
        const auto answer =
            ask(one.method + " /engine.io/?" + one.query + " HTTP/1.1\r\nHost: x\r\n" + one.fields + "\r\n");
        EXPECT_EQ(status_of(answer), one.status) << one.query;
        EXPECT_EQ(body_of(answer), one.body) << one.query;
        EXPECT_TRUE(has_line(answer, "Content-Type: application/json")) << one.query;
    }
    EXPECT_EQ(engine->session_count(), 0U);
}

TEST_F(EngineHandshake, refuses_an_upgrade_in_bare_words_and_closes) {
    auto with = options();
    with.allow_request = [](const net::Request& request) -> Task<std::expected<void, std::string>> {
        if (request.fields.has("Let-In")) co_return std::expected<void, std::string>();
        co_return std::unexpected("not you");
    };
    serve(std::move(with));
    const std::string usual = upgrade_fields, invited = usual + "Let-In: yes\r\n";
    const struct {
        std::string query, fields, status, body;
    } cases[] = {
        {"EIO=4&transport=carrier-pigeon", usual, "400", "Transport unknown"},
        {"EIO=4&transport=websocket&sid=unknown", usual, "400", "Session ID unknown"},
        {"EIO=4&transport=websocket", usual, "400", "not you"},
        {"EIO=3&transport=websocket", invited, "400", "Unsupported protocol version"},
        {"EIO=4&transport=websocket", "Connection: Upgrade\r\nUpgrade: h2c\r\nLet-In: yes\r\n", "400",
         "Invalid Upgrade header"},
        {"EIO=4&transport=websocket", "Connection: Upgrade\r\nUpgrade: websocket\r\nLet-In: yes\r\n", "400",
         "Missing or invalid Sec-WebSocket-Key header"},
        {"EIO=4&transport=websocket",
         "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 12\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nLet-In: yes\r\n",
         "400", "Missing or invalid Sec-WebSocket-Version header"},
    };
    for (const auto& one : cases) {
        RawClient client(port);
        client.send(get_text(one.query, one.fields));
        const auto answer = client.read_to_end().value_or("still open");
        EXPECT_EQ(status_of(answer), one.status) << one.query;
        EXPECT_EQ(body_of(answer), one.body) << one.query;
        EXPECT_TRUE(has_line(answer, "Content-Type: text/html")) << one.query;
        EXPECT_TRUE(has_line(answer, "Connection: close")) << one.query;
    }
}

TEST_F(EngineHandshake, waits_for_the_verdict_of_allow_request) {
    auto with = options();
    with.allow_request = [](const net::Request& request) -> Task<std::expected<void, std::string>> {
        asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                                   WorkerExecutor>
            timer(request.worker->executor(), 10ms);
        co_await timer.async_wait(use_task);
        co_return std::expected<void, std::string>();
    };
    serve(std::move(with));
    EXPECT_FALSE(open_polling().empty());
    EXPECT_EQ(WebSocketClient(port).read().substr(0, 7), "0{\"sid\"");
}

TEST_F(EngineHandshake, reads_a_query_as_browsers_write_it) {
    serve();
    EXPECT_EQ(status_of(get("EIO=3&EIO=4&transport=websocket&transport=polling&sid=")), "200");
    EXPECT_EQ(status_of(get("%45IO=4&transport=pol%6Cing&x=%zz&&=&%")), "200");
    EXPECT_EQ(body_of(get("EIO=4&transport=polling%2")), R"({"code":0,"message":"Transport unknown"})");
}

TEST_F(EngineHandshake, serves_only_its_path) {
    serve();
    EXPECT_EQ(status_of(ask("GET /engine.io?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n\r\n")), "404");
    EXPECT_EQ(status_of(ask("GET /engine.iox/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n\r\n")), "404");
    RawClient client(port);
    client.send("GET /chat HTTP/1.1\r\nHost: x\r\n" + std::string(upgrade_fields) + "\r\n");
    EXPECT_EQ(status_of(client.read_to_end().value_or("still open")), "404");
}

TEST_F(EngineHandshake, serves_its_path_without_the_slash_when_asked_to) {
    auto with = options();
    with.add_trailing_slash = false;
    serve(std::move(with));
    for (const char* path : {"/engine.io?", "/engine.io/?"})
        EXPECT_EQ(status_of(ask("GET " + std::string(path) +
                                "EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n\r\n")),
                  "200");
    EXPECT_EQ(status_of(ask("GET /engine.iox?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n\r\n")), "404");
}

struct OtherPages final : net::Service {
    [[nodiscard]] net::Endpoint find(const net::Request&) const override {
        net::Endpoint endpoint;
        endpoint.handle = [](net::Request request) -> Task<net::Response> {
            net::Response response;
            response.body = "page " + request.path;
            co_return response;
        };
        return endpoint;
    }
};

TEST_F(EngineHandshake, passes_other_paths_on) {
    const OtherPages pages;
    auto with = options();
    with.next = &pages;
    serve(std::move(with));
    EXPECT_EQ(body_of(ask("GET /about HTTP/1.1\r\nHost: x\r\n\r\n")), "page /about");
    EXPECT_FALSE(open_polling().empty());
}

TEST_F(EngineHandshake, offers_and_takes_only_the_transports_that_are_on) {
    auto with = options();
    with.transports = {TransportKind::polling};
    serve(std::move(with));
    EXPECT_NE(get("EIO=4&transport=polling").find(R"("upgrades":[])"), std::string::npos);
    EXPECT_EQ(WebSocketClient(port).status(), "400");
}

TEST_F(EngineHandshake, names_sessions_as_the_application_says) {
    auto with = options();
    auto count = std::make_shared<std::atomic<int>>(0);
    with.generate_id = [count](const net::Request& request) -> Task<std::optional<std::string>> {
        if (request.fields.has("No-Id")) co_return std::nullopt;
        if (request.fields.has("Throw")) throw std::runtime_error("no id today");
        if (request.fields.has("Same")) co_return "same";
        co_return "my \"id\" " + std::to_string(++*count);
    };
    serve(std::move(with));
    for (int i = 1; i <= 6; ++i) {  // wherever the kernel sends them
        const auto number = std::to_string(i);
        EXPECT_NE(get("EIO=4&transport=polling").find(R"({"sid":"my \"id\" )" + number + "\""),
                  std::string::npos);
        EXPECT_EQ(body_of(post(polling("my%20%22id%22+" + number), "4a")), "ok");
    }
    for (const char* field : {"No-Id: 1\r\n", "Throw: 1\r\n"}) {
        EXPECT_EQ(body_of(get("EIO=4&transport=polling", field)), R"({"code":3,"message":"Bad request"})");
        EXPECT_EQ(WebSocketClient(port, "EIO=4&transport=websocket", field).status(), "400");
    }
    EXPECT_EQ(status_of(get("EIO=4&transport=polling", "Same: 1\r\n")), "200");
    EXPECT_EQ(body_of(get("EIO=4&transport=polling", "Same: 1\r\n")),
              R"({"code":3,"message":"Bad request"})");
    EXPECT_TRUE(body_of(post(polling("same"), "1")) == "ok");
    EXPECT_EQ(status_of(get("EIO=4&transport=polling", "Same: 1\r\n")), "200") << "its name is free again";
}

TEST_F(EngineHandshake, knows_the_peers_address_on_both_transports) {
    serve();
    const auto sid = open_polling();
    EXPECT_EQ(body_of(post(polling(sid), "4address")), "ok");
    EXPECT_EQ(body_of(get(polling(sid))), "4127.0.0.1");
    WebSocketClient client(port);
    client.read();
    client.send("4address");
    EXPECT_EQ(client.read(), "4127.0.0.1");
}

TEST_F(EngineHandshake, collects_sessions_that_nobody_comes_back_to) {
    auto with = options();
    with.session.ping_interval = 50ms;
    with.session.ping_timeout = 50ms;
    serve(std::move(with));
    RawClient client(port);
    for (int i = 0; i < 300; ++i) {
        client.send(get_text("EIO=4&transport=polling"));
        ASSERT_TRUE(client.read_answer());
    }
    EXPECT_TRUE(eventually([&] { return engine->session_count() == 0; }));
    EXPECT_TRUE(was_noted("ping timeout"));
}

}  // namespace
}  // namespace chatter::engineio::testing
