#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <future>
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
    /// Waits until every worker has done what it had to do, as WorkerGroup::settle() does for a second.
    void settle() {
        for (std::size_t i = 0; i < workers.size(); ++i) {
            auto& worker = workers[i];
            const auto done = std::make_shared<std::promise<void>>();
            worker.post([&worker, done] { worker.post([done] { done->set_value(); }); });
            done->get_future().wait();
        }
    }
    void TearDown() override {
        if (!io) return;
        io->close();
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (io->session_count() > 0 && std::chrono::steady_clock::now() < deadline)
            std::this_thread::yield();
        EXPECT_EQ(io->session_count(), 0U);
        workers.stop();
    }
};

}  // namespace chatter::socketio::testing
