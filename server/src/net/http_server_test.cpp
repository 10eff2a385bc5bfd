#include "net/http_server.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>

#include "base/completion.hpp"
#include "net/errc.hpp"
#include "net/takeover.hpp"
#include "net/testing/raw_client.hpp"

namespace chatter::net {
namespace {

using namespace std::chrono_literals;
using testing::RawClient;

Response text(std::string body) {
    return Response{.status = 200, .fields = {}, .body = std::move(body), .close = false, .takeover = {}};
}

/// `/echo` gives the body back, `/where/N` says which worker served it (and asks for worker N), `/throw`
/// fails,
/// `/hang` answers only when its peer goes, `/raw` takes the connection over.
class TestService final : public Service {
  public:
    Endpoint find(const Request& request) const override {
        Endpoint endpoint;
        endpoint.body_bytes_max = request.path == "/trickle" ? 1000 : 100;
        if (request.path.starts_with("/where/")) endpoint.worker = request.path.back() - '0';
        endpoint.handle = [this](Request asked) { return handle(std::move(asked)); };
        return endpoint;
    }
    mutable std::atomic<int> peers_gone = 0;

  private:
    Task<Response> handle(Request request) const {
        if (request.path == "/throw") throw std::runtime_error("planned");
        if (request.path.starts_with("/where/")) co_return text(std::to_string(request.worker->index()));
        if (request.path == "/raw") {
            auto response = text({});
            response.status = 101;
            response.takeover = [](Takeover taken) {
                taken.socket.write_some(asio::buffer("taken with " + taken.leftover));
            };
            co_return response;
        }
        if (request.path == "/hang") {
            const auto connection = request.connection.lock();
            co_return co_await suspend_until_completed<Response>(
                [this, &connection](Completion<Response> done) {
                    auto shared = std::make_shared<Completion<Response>>(std::move(done));
                    connection->on_peer_close([this, shared] {
                        ++peers_gone;
                        (*shared)(text("too late"));
                    });
                });
        }
        co_return text(request.method + " " + request.path + " " + request.body);
    }
};

struct HttpServerTest : ::testing::Test {
    explicit HttpServerTest(const HttpLimits& limits = {}) : server{workers, service, limits} {}

    TestService service;
    WorkerGroup workers{2};
    HttpServer server;
    std::uint16_t port = 0;

    void SetUp() override {
        const auto listening = server.listen("127.0.0.1", 0);
        ASSERT_TRUE(listening) << listening.error().detail;
        port = *listening;
        workers.start();
    }
    void TearDown() override { workers.stop(); }

    /// What the server answers to `bytes` before it closes.
    std::string exchange(std::string_view bytes) const {
        RawClient client(port);
        client.send(bytes);
        return client.read_to_end().value_or("still open");
    }
};

struct ImpatientHttpServerTest : HttpServerTest {
    ImpatientHttpServerTest()
        : HttpServerTest(HttpLimits{.head_timeout = 300ms, .body_timeout = 300ms, .body_bytes_min = 50}) {}
};

TEST_F(HttpServerTest, keeps_a_connection_for_the_next_request) {
    RawClient client(port);
    EXPECT_TRUE(client.get("/echo").ends_with("GET /echo "));
    EXPECT_TRUE(client.get("/again").ends_with("GET /again "));
}

TEST_F(HttpServerTest, answers_pipelined_requests_in_their_order) {
    RawClient client(port);
    client.send(
        "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nPOST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"
        "GET /3 HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(client.read_answer()->ends_with("GET /1 "));
    EXPECT_TRUE(client.read_answer()->ends_with("POST /2 hi"));
    EXPECT_TRUE(client.read_answer()->ends_with("GET /3 "));
}

TEST_F(HttpServerTest, reads_chunked_bodies) {
    RawClient client(port);
    client.send(
        "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
        "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    EXPECT_TRUE(client.read_answer()->ends_with("POST /echo abcde"));
}

TEST_F(HttpServerTest, serves_a_request_on_the_worker_that_owns_its_subject_and_goes_on_there) {
    RawClient client(port);
    for (const auto* target : {"/where/0", "/where/1", "/where/0", "/where/1", "/where/1"})
        EXPECT_EQ(client.get(target).back(), target[7]) << target;
    client.send("GET /where/0 HTTP/1.1\r\nHost: x\r\n\r\nGET /where/1 HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.read_answer()->back(), '0');
    EXPECT_EQ(client.read_answer()->back(), '1');
}

TEST_F(HttpServerTest, sends_no_body_to_head) {
    RawClient client(port);
    client.send("HEAD /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const auto answer = *client.read_to_end();
    EXPECT_NE(answer.find("Content-Length: 11\r\n"), std::string::npos);
    EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST_F(HttpServerTest, refuses_with_a_status_and_closes) {
    const std::string long_target(9000, 'a'), long_field(20'000, 'b');
    const struct {
        std::string bytes;
        const char* status;
    } cases[] = {
        {"nonsense\r\n\r\n", "400"},
        {"GET / HTTP/1.1\r\n\r\n", "400"},  // no Host
        {"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "400"},
        {"GET nowhere HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
        {"GET / HTTP/2.5\r\nHost: x\r\n\r\n", "505"},
        {"GET /" + long_target + " HTTP/1.1\r\nHost: x\r\n\r\n", "414"},
        {"GET /" + long_target + long_field + " HTTP/1.1\r\nHost: x\r\n\r\n", "414"},
        {"GET / HTTP/1.1\r\nHost: x\r\nX: " + long_field + "\r\n\r\n", "431"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n", "413"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" +
             std::string(101, 'c') + "\r\n0\r\n\r\n",
         "413"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "400"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400"},
    };
    for (const auto& one : cases) {
        const auto answer = exchange(one.bytes);
        EXPECT_EQ(answer.substr(0, 12), std::string("HTTP/1.1 ") + one.status) << one.bytes.substr(0, 60);
        EXPECT_NE(answer.find("application/problem+json"), std::string::npos) << one.status;
        EXPECT_NE(answer.find("Connection: close"), std::string::npos) << one.status;
    }
}

TEST_F(ImpatientHttpServerTest, closes_a_peer_whose_head_or_body_takes_too_long) {
    EXPECT_EQ(exchange("GET / HT").substr(0, 12), "HTTP/1.1 408");
    EXPECT_EQ(exchange("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n\r\nslow").substr(0, 12),
              "HTTP/1.1 408");
}

TEST_F(ImpatientHttpServerTest, closes_a_peer_whose_body_trickles_in_though_each_byte_is_progress) {
    RawClient client(port);
    client.send("POST /trickle HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
    // At a third of the least rate, until there is an answer: at the latest to the whole body.
    for (int i = 0; i < 1000 && !client.has_more(); ++i) {
        client.send("x");
        std::this_thread::sleep_for(20ms);
    }
    EXPECT_EQ(client.read_to_end().value_or("").substr(0, 12), "HTTP/1.1 408");
}

TEST_F(HttpServerTest, tells_the_peer_to_go_on_when_it_asks_before_sending) {
    RawClient client(port);
    client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("ok");
    EXPECT_TRUE(client.read_answer()->ends_with("POST /echo ok"));
}

TEST_F(HttpServerTest, answers_500_when_a_handler_fails_and_serves_on) {
    RawClient client(port);
    EXPECT_EQ(client.get("/throw").substr(0, 12), "HTTP/1.1 500");
    EXPECT_EQ(client.get("/echo").substr(0, 12), "HTTP/1.1 200");
}

TEST_F(HttpServerTest, takes_a_target_in_absolute_form) {
    RawClient client(port);
    EXPECT_TRUE(client.get("http://x:1/echo?a=b").ends_with("GET /echo "));
    EXPECT_TRUE(client.get("http://x").ends_with("GET / "));
}

TEST_F(HttpServerTest, speaks_http_1_0) {
    EXPECT_NE(exchange("GET /old HTTP/1.0\r\n\r\n").find("GET /old"), std::string::npos);
}

TEST_F(HttpServerTest, hands_the_connection_over_with_what_was_read_past_the_request) {
    RawClient client(port);
    client.send("GET /raw HTTP/1.1\r\nHost: x\r\n\r\nmore");
    EXPECT_TRUE(client.read_to_end()->ends_with("taken with more"));
}

TEST_F(HttpServerTest, tells_a_handler_that_its_peer_went_away) {
    {
        RawClient client(port);
        client.send("GET /hang HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (service.peers_gone == 0 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    EXPECT_EQ(service.peers_gone, 1);
}

TEST_F(HttpServerTest, refuses_a_port_that_somebody_listens_on) {
    HttpServer second{workers, service};
    const auto listening = second.listen("127.0.0.1", port);
    ASSERT_FALSE(listening);
    EXPECT_EQ(listening.error().code, make_error_code(Errc::address_in_use));
    EXPECT_EQ(second.listen("no address", 0).error().code, make_error_code(Errc::bad_address));
}

TEST_F(HttpServerTest, answers_requests_that_came_before_the_drain) {
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(std::make_unique<RawClient>(port));
        clients.back()->send("GET /echo HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    server.drain();
    for (auto& client : clients) EXPECT_TRUE(client->read_answer().value_or("").ends_with("GET /echo "));
}

TEST_F(HttpServerTest, ends_each_connection_with_its_next_answer_once_it_retires_and_goes_on_accepting) {
    RawClient client(port);
    EXPECT_FALSE(client.get("/echo").contains("Connection: close"));
    server.retire();
    EXPECT_TRUE(client.get("/echo").contains("Connection: close"));
    EXPECT_TRUE(client.read_to_end());
    EXPECT_TRUE(RawClient(port).get("/echo").ends_with("GET /echo "));
}

TEST_F(HttpServerTest, drains_by_closing_idle_connections_and_accepting_no_more) {
    RawClient client(port);
    client.get("/echo");
    server.drain();
    EXPECT_TRUE(client.read_to_end());
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (!server.is_drained() && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    EXPECT_TRUE(server.is_drained());
    EXPECT_THROW(RawClient{port}, boost::system::system_error);
}

}  // namespace
}  // namespace chatter::net
