#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "net/http_server.hpp"
#include "net/testing/raw_client.hpp"
#include "socketio/engineio/server.hpp"

namespace chatter::engineio::testing {

using net::testing::RawClient;

/// A WebSocket client that speaks raw frames, masked with zeros. `head` is the answer to its handshake.
class WebSocketClient {
  public:
    explicit WebSocketClient(std::uint16_t port, const std::string& query = "EIO=4&transport=websocket",
                             const std::string& fields = "")
        : raw(port) {
        raw.send("GET /engine.io/?" + query +
                 " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                 "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
                 fields + "\r\n");
        head = raw.read_until("\r\n\r\n").value_or("");
    }

    void send_frame(unsigned char first, std::string_view payload) {
        std::string frame{static_cast<char>(first)};
        if (payload.size() < 126) {
            frame.push_back(static_cast<char>(0x80 | payload.size()));
        } else {
            frame.push_back(static_cast<char>(0x80 | 126));
            frame.push_back(static_cast<char>(payload.size() >> 8));
            frame.push_back(static_cast<char>(payload.size() & 0xFF));
        }
        raw.send(frame + std::string(4, '\0') + std::string(payload));
    }
    void send(std::string_view text) { send_frame(0x81, text); }

    /// The next message's payload, at most 64 KiB; `close <code>` for a Close frame, `end` when nothing
    /// comes.
    std::string read() {
        const auto frame_head = raw.read_bytes(2);
        if (!frame_head) return "end";
        first_byte = static_cast<unsigned char>((*frame_head)[0]);
        std::size_t length = static_cast<unsigned char>((*frame_head)[1]);
        if (length == 126) {
            const auto more = raw.read_bytes(2).value_or("\0\0");
            length = static_cast<std::size_t>(static_cast<unsigned char>(more[0])) << 8 |
                     static_cast<unsigned char>(more[1]);
        }
        const auto payload = raw.read_bytes(length).value_or("");
        if ((first_byte & 0x0F) != 8) return payload;
        if (payload.size() < 2) return "close";
        return "close " + std::to_string(static_cast<unsigned char>(payload[0]) << 8 |
                                         static_cast<unsigned char>(payload[1]));
    }

    [[nodiscard]] std::string status() const { return head.size() < 12 ? "" : head.substr(9, 3); }

    std::string head;
    unsigned first_byte = 0;  // of the last frame read
    RawClient raw;
};

/// An Engine.IO server under /engine.io/ on two workers whose sessions echo what they get, or do what it
/// says.
struct EngineTest : ::testing::Test {
    SystemRandom random;
    net::WorkerGroup workers{2};
    std::unique_ptr<Server> engine;
    std::unique_ptr<net::HttpServer> http;
    std::uint16_t port = 0;
    std::function<void(Session&)> on_connection;  // set before serving

    class Echo final : public SessionHandler {
      public:
        Echo(EngineTest& test, Session& session) : test_(test), session_(session) {}
        void on_message(bool binary, std::string_view data) override {
            if (binary) return session_.send(encode_binary_message(data));
            if (data == "close") return session_.close();
            if (data == "last words") {
                session_.send(encode_packet(PacketType::message, "one"));
                session_.send(encode_packet(PacketType::message, "two"));
                return session_.close();
            }
            if (data == "large") return send(std::string(2000, 'x'));
            if (data == "large plain")
                return session_.send(encode_packet(PacketType::message, std::string(2000, 'x'), false));
            if (data == "flood")
                for (int i = 0; i < 1000; ++i) send(std::string(1000, 'x'));
            if (data == "agent") {
                const auto* const request = session_.current_request();
                return send(request ? request->fields.get("User-Agent") : "none");
            }
            if (data == "address") return send(session_.remote_address());
            send(data);
        }
        void on_close(CloseReason reason) override { test_.note(to_string(reason)); }

      private:
        void send(std::string_view text) { session_.send(encode_packet(PacketType::message, text)); }

        EngineTest& test_;
        Session& session_;
    };

    static ServerOptions options() {
        ServerOptions made;
        made.path = "/engine.io";
        return made;
    }

    void serve(ServerOptions with = options()) {
        engine = std::make_unique<Server>(workers, std::move(with), random, [this](Session& session) {
            remember(session);
            if (on_connection) on_connection(session);
            return std::make_unique<Echo>(*this, session);
        });
        http = std::make_unique<net::HttpServer>(workers, *engine);
        port = http->listen("127.0.0.1", 0).value();
        workers.start();
    }
    void TearDown() override {
        if (!engine) return;
        engine->close();
        EXPECT_TRUE(eventually([&] { return engine->session_count() == 0; }));
        workers.stop();
    }

    static bool eventually(const std::function<bool()>& condition) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!condition()) {
            if (std::chrono::steady_clock::now() >= deadline) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        return true;
    }

    /// What has happened to sessions, from any worker.
    void note(std::string_view what) {
        const std::lock_guard lock(mutex_);
        notes_.emplace_back(what);
        changed_.notify_all();
    }
    bool was_noted(std::string_view what) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(20),
                                 [&] { return std::ranges::find(notes_, what) != notes_.end(); });
    }
    std::size_t note_count() {
        const std::lock_guard lock(mutex_);
        return notes_.size();
    }

    static std::string polling(const std::string& sid) { return "EIO=4&transport=polling&sid=" + sid; }
    static std::string get_text(const std::string& query, const std::string& fields = "") {
        return "GET /engine.io/?" + query + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n";
    }
    static std::string post_text(const std::string& query, const std::string& body,
                                 const std::string& fields = "") {
        return "POST /engine.io/?" + query +
               " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + fields +
               "\r\n" + body;
    }
    [[nodiscard]] std::string ask(const std::string& request) const {
        RawClient client(port);
        client.send(request);
        return client.read_answer().value_or("");
    }
    [[nodiscard]] std::string get(const std::string& query, const std::string& fields = "") const {
        return ask(get_text(query, fields));
    }
    [[nodiscard]] std::string post(const std::string& query, const std::string& body,
                                   const std::string& fields = "") const {
        return ask(post_text(query, body, fields));
    }
    static std::string status_of(const std::string& answer) {
        return answer.size() < 12 ? "" : answer.substr(9, 3);
    }
    static std::string body_of(const std::string& answer) {
        const auto at = answer.find("\r\n\r\n");
        return at == std::string::npos ? "" : answer.substr(at + 4);
    }
    static bool has_line(const std::string& answer, const std::string& line) {
        return answer.find("\r\n" + line + "\r\n") != std::string::npos;
    }
    static std::string sid_of(const std::string& open_packet) {
        const std::string_view before = "0{\"sid\":\"";
        const auto at = open_packet.find(before);
        if (at == std::string::npos) return "";
        const auto start = at + before.size();
        return open_packet.substr(start, open_packet.find('"', start) - start);
    }
    [[nodiscard]] std::string open_polling() const { return sid_of(get("EIO=4&transport=polling")); }
    /// Sends a GET for which nothing is queued, and comes back once it waits.
    std::unique_ptr<RawClient> wait_with_get(const std::string& sid) {
        auto client = std::make_unique<RawClient>(port);
        client->send(get_text(polling(sid)));
        EXPECT_TRUE(eventually([&] { return is_writable(sid); }));
        return client;
    }
    /// Whether a session still takes packets.
    [[nodiscard]] bool is_alive(const std::string& sid) const {
        return status_of(post(polling(sid), "4alive")) == "200";
    }

  private:
    void remember(Session& session) {
        const std::lock_guard lock(mutex_);
        sessions_.push_back(session.shared_from_this());
    }
    bool is_writable(const std::string& sid) {
        std::shared_ptr<Session> session;
        {
            const std::lock_guard lock(mutex_);
            const auto found = std::ranges::find(sessions_, sid, [](const auto& one) { return one->sid(); });
            if (found == sessions_.end()) return false;
            session = *found;
        }
        std::promise<bool> answer;
        session->worker().post([&] { answer.set_value(session->is_writable()); });
        return answer.get_future().get();
    }

    std::mutex mutex_;  // guards what follows, which the workers write and the test reads
    std::condition_variable changed_;
    std::vector<std::string> notes_;
    std::vector<std::shared_ptr<Session>> sessions_;
};

}  // namespace chatter::engineio::testing
