#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "net/http_server.hpp"
#include "net/testing/raw_client.hpp"

namespace chatter::net {
namespace {

using namespace std::chrono_literals;
using testing::RawClient;

/// Asks its endpoint as soon as a head has come, and keeps what it was told in the end.
struct EagerService final : Service {
    mutable std::mutex mutex;  // guards what the workers write and the test reads
    mutable std::condition_variable changed;
    mutable std::vector<RequestEnd> ends;

    [[nodiscard]] Endpoint find(const Request& request) const override {
        Endpoint endpoint;
        endpoint.body_bytes_max = 100;
        if (request.path == "/worker1") endpoint.worker = 1;
        endpoint.begin = [this, worker = endpoint.worker](const Request& begun) {
            Beginning beginning;
            if (begun.path == "/refuse" || (worker && begun.worker->index() != *worker)) {
                beginning.refusal.emplace();
                beginning.refusal->status = 409;
            } else {
                if (begun.path == "/cut") begun.connection.lock()->close();
                beginning.on_end = [this](RequestEnd how) {
                    const std::lock_guard lock(mutex);
                    ends.push_back(how);
                    changed.notify_all();
                };
            }
            return beginning;
        };
        endpoint.handle = [](Request asked) -> Task<Response> {
            if (asked.path == "/throw") throw std::runtime_error("a bug");
            Response response;
            response.body = "got " + asked.body;
            co_return response;
        };
        return endpoint;
    }
};

struct HttpBegin : ::testing::Test {
    EagerService service;
    WorkerGroup workers{2};
    HttpServer server{workers, service, {.body_timeout = 300ms, .body_bytes_min = 50}};
    std::uint16_t port = 0;

    void SetUp() override {
        port = server.listen("127.0.0.1", 0).value();
        workers.start();
    }
    void TearDown() override { workers.stop(); }

    void expect_end(RequestEnd how) {
        std::unique_lock lock(service.mutex);
        EXPECT_TRUE(service.changed.wait_for(lock, 10s, [&] { return !service.ends.empty(); }));
        EXPECT_EQ(service.ends, std::vector{how});
        service.ends.clear();
    }
    std::string status(const std::string& request) const {
        RawClient client(port);
        client.send(request);
        return client.read_until("\r\n").value_or("no answer         ").substr(9, 3);
    }
    static std::string post(const std::string& path, std::size_t announced, const std::string& body = "") {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(announced) +
               "\r\n\r\n" + body;
    }
};

TEST_F(HttpBegin, tells_how_each_request_ended) {
    RawClient client(port);
    client.send(post("/a", 2, "hi"));
    EXPECT_TRUE(client.read_answer().value_or("").ends_with("got hi"));
    expect_end(RequestEnd::answered);
    EXPECT_EQ(status(post("/throw", 2, "hi")), "500");
    expect_end(RequestEnd::answered);
    EXPECT_EQ(status(post("/a", 101)), "413");
    expect_end(RequestEnd::too_large);
    EXPECT_EQ(status("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" +
                     std::string(101, 'c') + "\r\n"),
              "413");
    expect_end(RequestEnd::too_large);
    EXPECT_EQ(status(post("/a", 2, "h")), "408");
    expect_end(RequestEnd::peer_gone);
    EXPECT_EQ(status("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), "400");
    expect_end(RequestEnd::peer_gone);
    RawClient(port).send(post("/a", 2, "h"));
    expect_end(RequestEnd::peer_gone);
}

TEST_F(HttpBegin, may_refuse_before_the_body_comes) {
    RawClient unread(port);
    unread.send(post("/refuse", 50));
    const auto answer = unread.read_to_end().value_or("still open");
    EXPECT_EQ(answer.substr(9, 3), "409");
    EXPECT_NE(answer.find("Connection: close"), std::string::npos);

    RawClient bodyless(port);
    for (int i = 0; i < 2; ++i) {
        bodyless.send(post("/refuse", 0));
        EXPECT_EQ(bodyless.read_answer().value_or("").substr(9, 3), "409") << "the connection is kept";
    }
    EXPECT_TRUE(service.ends.empty());
}

TEST_F(HttpBegin, happens_on_the_worker_that_owns_the_subject) {
    for (int i = 0; i < 8; ++i) EXPECT_EQ(status(post("/worker1", 2, "hi")), "200");
}

TEST_F(HttpBegin, may_be_followed_by_the_end_of_the_connection) {
    RawClient client(port);
    client.send(post("/cut", 50));
    EXPECT_EQ(client.read_to_end(), "");
    expect_end(RequestEnd::peer_gone);
}

TEST_F(HttpBegin, tells_a_bad_request_line_from_a_version_it_does_not_speak) {
    EXPECT_EQ(status("GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"), "400");
    EXPECT_EQ(status("GET / HTTQ/1.1\r\nHost: x\r\n\r\n"), "400");
    EXPECT_EQ(status("GET / HTTP/11\r\nHost: x\r\n\r\n"), "400");
    EXPECT_EQ(status("GET / HTTP/2.0\r\nHost: x\r\n\r\n"), "505");
}

TEST_F(HttpBegin, ends_the_connection_whose_websocket_nobody_serves) {
    RawClient client(port);
    client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    const auto answer = client.read_to_end().value_or("still open");
    EXPECT_EQ(answer.substr(9, 3), "200");
    EXPECT_NE(answer.find("Connection: close"), std::string::npos);
}

}  // namespace
}  // namespace chatter::net
