#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <thread>
#include <utility>

#include "net/http_server.hpp"
#include "socketio/server.hpp"

namespace chatter::socketio::testing {

/// A server on a free port of the loopback, which every session has left when a test is over.
struct ServedTest : ::testing::Test {
    explicit ServedTest(std::size_t worker_count = 2) : workers(worker_count) {}

    SystemRandom random;
    net::WorkerGroup workers;
    std::unique_ptr<Server> io;
    std::unique_ptr<net::HttpServer> http;
    std::uint16_t port = 0;

    /// Makes the server, whose namespaces are declared next.
    Server& make(ServerOptions options = {}) {
        io = std::make_unique<Server>(workers, std::move(options), random);
        return *io;
    }
    void listen() {
        http = std::make_unique<net::HttpServer>(workers, io->http());
        port = http->listen("127.0.0.1", 0).value();
        workers.start();
    }
    void TearDown() override {
        if (!io) return;
        io->close();
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (io->session_count() > 0 && std::chrono::steady_clock::now() < deadline)
            std::this_thread::yield();
        EXPECT_EQ(io->session_count(), 0U);
        workers.stop();
    }
};

}  // namespace chatter::socketio::testing
