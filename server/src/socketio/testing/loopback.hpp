#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "net/http_server.hpp"
#include "socketio/server.hpp"
#include "socketio/testing/websocket_client.hpp"

namespace chatter::socketio::testing {

using namespace std::chrono_literals;
namespace json = boost::json;

/// A server of two workers behind a port, and what its handlers noted.
class Loopback : public ::testing::Test {
  protected:
    using SocketPtr = std::shared_ptr<Socket>;
    using Client = std::unique_ptr<WebSocketClient>;

    /// Before the first client: `io` is there to be given handlers.
    void make_server(ServerOptions options = {}) {
        io = std::make_unique<Server>(workers, std::move(options), random);
        auto& nsp = io->of("/");
        nsp.on("join", [](const SocketPtr& socket, Event event) {
            for (const auto& room : event.args) socket->join(std::string(room.as_string()));
            event.ack({"joined"});
        });
        nsp.on_disconnect([this](const SocketPtr&, DisconnectReason reason) { note(to_string(reason)); });
    }
    void serve() {
        http = std::make_unique<net::HttpServer>(workers, io->http());
        port = http->listen("127.0.0.1", 0).value();
        workers.start();
    }
    void TearDown() override {
        if (!http) return;
        await(io->close_and_wait());
        EXPECT_EQ(io->session_count(), 0U);
        workers.stop();
    }

    /// A client that has joined the main namespace; its socket's id is in `ids`.
    Client connect(const std::string& auth = "") {
        auto client = std::make_unique<WebSocketClient>(port);
        EXPECT_EQ(client->read().substr(0, 7), "0{\"sid\"");
        client->send("40" + auth);
        const auto answer = client->read_event();
        EXPECT_EQ(answer.substr(0, 9), "40{\"sid\":");
        ids.push_back(answer.substr(10, Socket::id_length));
        return client;
    }
    Client connect_in(const std::string& rooms) {
        auto client = connect();
        client->send("420[\"join\"," + rooms + "]");
        EXPECT_EQ(client->read_event(), R"(430["joined"])");
        return client;
    }
    template <class T>
    T await(Task<T> task) {
        auto result = asio::co_spawn(workers[0].executor(), std::move(task), asio::use_future);
        if (result.wait_for(20s) != std::future_status::ready)
            throw std::runtime_error("a Task did not end in time");
        return result.get();
    }

    void note(std::string_view what) {
        const std::lock_guard lock(mutex);
        notes.emplace_back(what);
        changed.notify_all();
    }
    /// What was noted, once it is `count` or more; less, when it is too late.
    std::vector<std::string> wait_for_notes(std::size_t count) {
        std::unique_lock lock(mutex);
        changed.wait_for(lock, 20s, [&] { return notes.size() >= count; });
        return notes;
    }

    SystemRandom random;
    net::WorkerGroup workers{2};
    std::unique_ptr<Server> io;
    std::unique_ptr<net::HttpServer> http;
    std::uint16_t port = 0;
    std::vector<std::string> ids;

  private:
    std::mutex mutex;  // guards what the workers write and the test reads
    std::condition_variable changed;
    std::vector<std::string> notes;
};

}  // namespace chatter::socketio::testing
