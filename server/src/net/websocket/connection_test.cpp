#include "net/websocket/connection.hpp"

#include <gtest/gtest.h>

#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <future>

#include "net/testing/raw_client.hpp"
#include "net/websocket/deflate.hpp"

namespace chatter::net::websocket {
namespace {

/// Answers each message with what `answer` makes of it, and remembers how the connection ended.
class Answering final : public Listener {
  public:
    using Answer = std::function<void(Connection&, bool binary, std::string_view payload)>;
    explicit Answering(Answer answer) : answer_(std::move(answer)) {}

    void on_message(bool binary, std::string_view payload) override { answer_(*connection, binary, payload); }
    void on_close(Closure closure) override { closed.set_value(closure); }

    std::shared_ptr<Connection> connection;
    std::promise<Closure> closed;

  private:
    Answer answer_;
};

void echo(Connection& connection, bool binary, std::string_view payload) {
    connection.send(std::make_shared<const Frame>(binary ? Opcode::binary : Opcode::text, payload));
}

/// One connection on a worker of its own, and its client.
class Pair {
  public:
    explicit Pair(Answering::Answer answer = echo, Limits limits = {}, bool deflates = false,
                  std::string leftover = {})
        : limits_(limits), listener_(std::move(answer)), workers_(1) {
        asio::io_context scratch;
        asio::ip::tcp::acceptor acceptor(scratch, {asio::ip::make_address("127.0.0.1"), 0});
        client = std::make_unique<testing::RawClient>(acceptor.local_endpoint().port());
        auto accepted = acceptor.accept();
        boost::system::error_code ignored;
        TcpSocket socket(workers_[0].executor(), asio::ip::tcp::v4(), accepted.release(ignored));
        workers_[0].post([this, deflates, leftover = std::move(leftover),
                          socket = std::move(socket)]() mutable {
            listener_.connection = std::make_shared<Connection>(
                Takeover{.worker = workers_[0], .socket = std::move(socket), .leftover = std::move(leftover)},
                limits_, deflates);
            listener_.connection->start(listener_);
        });
        workers_.start();
    }
    ~Pair() {
        workers_.stop();
        if (listener_.connection) listener_.connection->forget();
    }

    void on_worker(std::function<void(Connection&)> action) {
        workers_[0].post([this, action = std::move(action)] { action(*listener_.connection); });
    }
    std::optional<Closure> wait_for_close() {
        auto future = listener_.closed.get_future();
        if (future.wait_for(std::chrono::seconds(10)) != std::future_status::ready) return std::nullopt;
        return future.get();
    }

    std::unique_ptr<testing::RawClient> client;

  private:
    const Limits limits_;
    Answering listener_;
    WorkerGroup workers_;
};

/// A client's frame, masked with zeros; `first_byte` holds FIN, RSV1 and the opcode.
std::string masked(int first_byte, std::string_view payload) {
    std::string frame(1, static_cast<char>(first_byte));
    const int length_bytes = payload.size() < 126 ? 0 : payload.size() < 65536 ? 2 : 8;
    frame.push_back(static_cast<char>(0x80 | (length_bytes == 0   ? payload.size()
                                              : length_bytes == 2 ? 126
                                                                  : 127)));
    for (int shift = 8 * (length_bytes - 1); shift >= 0; shift -= 8)
        frame.push_back(static_cast<char>(payload.size() >> shift));
    return frame + std::string(4, '\0') + std::string(payload);
}

std::string frame(int first_byte, std::string_view payload) {
    return std::string{static_cast<char>(first_byte), static_cast<char>(payload.size())} +
           std::string(payload);
}

TEST(WebSocketConnection, hears_what_came_together_with_the_handshake) {
    Pair pair(echo, {}, false, masked(0x81, "early"));
    EXPECT_EQ(pair.client->read_bytes(7), frame(0x81, "early"));
}

TEST(WebSocketConnection, hears_frames_however_the_stream_is_cut) {
    Pair pair;
    std::string stream, wanted;
    for (const std::size_t size : {1, 100, 20, 0, 125}) {
        const std::string payload(size, static_cast<char>('a' + size % 26));
        stream += masked(0x82, payload);
        wanted += frame(0x82, payload);
    }
    for (const char byte : stream) pair.client->send({&byte, 1});
    EXPECT_EQ(pair.client->read_bytes(wanted.size()), wanted);
}

TEST(WebSocketConnection, puts_fragments_together_with_a_ping_between_them) {
    Pair pair;
    pair.client->send(masked(0x01, "one ") + masked(0x89, "?") + masked(0x00, "two ") +
                      masked(0x80, "three"));
    EXPECT_EQ(pair.client->read_bytes(3 + 15), frame(0x8A, "?") + frame(0x81, "one two three"));
}

TEST(WebSocketConnection, sends_hundreds_of_frames_of_one_turn_in_their_order) {
    Pair pair([](Connection& connection, bool, std::string_view) {
        for (int i = 0; i < 1000; ++i)
            connection.send(std::make_shared<const Frame>(Opcode::text, std::to_string(1000 + i)));
    });
    pair.client->send(masked(0x81, "go"));
    std::string wanted;
    for (int i = 0; i < 1000; ++i) wanted += frame(0x81, std::to_string(1000 + i));
    EXPECT_EQ(pair.client->read_bytes(wanted.size()), wanted);
}

TEST(WebSocketConnection, sends_the_rest_when_a_slow_peer_reads_on) {
    const std::string large(3'000'000, 'x');
    Pair pair([&](Connection& connection, bool, std::string_view) {
        connection.send(std::make_shared<const Frame>(Opcode::binary, large));
        connection.send(std::make_shared<const Frame>(Opcode::text, "after"));
    });
    pair.client->send(masked(0x81, "go"));
    ASSERT_TRUE(pair.client->read_bytes(10 + large.size()));
    EXPECT_EQ(pair.client->read_bytes(7), frame(0x81, "after"));
}

TEST(WebSocketConnection, is_ended_when_its_peer_does_not_read) {
    Pair pair(
        [](Connection& connection, bool, std::string_view) {
            const auto chunk = std::make_shared<const Frame>(Opcode::binary, std::string(60'000, 'x'));
            for (int i = 0; i < 1000; ++i) connection.send(chunk);
        },
        {.outbox_bytes_max = 100'000});
    pair.client->send(masked(0x81, "go"));
    EXPECT_EQ(pair.wait_for_close(), Closure::slow_consumer);
}

TEST(WebSocketConnection, ends_when_its_peer_closes_its_half) {
    Pair pair;
    pair.client->send(masked(0x81, "last words"));
    EXPECT_TRUE(pair.client->read_bytes(12));
    pair.client->close();
    EXPECT_EQ(pair.wait_for_close(), Closure::by_peer);
}

TEST(WebSocketConnection, says_what_is_queued_before_its_close) {
    Pair pair;
    pair.on_worker([](Connection& connection) {
        connection.send(std::make_shared<const Frame>(Opcode::text, "bye"));
        connection.close(CloseCode::going_away);
    });
    EXPECT_EQ(pair.client->read_to_end(), frame(0x81, "bye") + frame(0x88, "\x03\xe9"));
}

TEST(WebSocketConnection, says_why_it_closes_even_to_a_peer_that_closes_in_the_same_breath) {
    Pair pair;
    pair.client->send(masked(0x80, "") + masked(0x88, "\x03\xe8"));
    EXPECT_EQ(pair.client->read_to_end(), frame(0x88, "\x03\xea"));  // 1002: nothing to continue
}

TEST(WebSocketConnection, compresses_what_is_long_enough_and_may_be) {
    Pair pair(
        [](Connection& connection, bool, std::string_view payload) {
            connection.send(std::make_shared<const Frame>(Opcode::text, payload));
            connection.send(std::make_shared<const Frame>(Opcode::text, "", payload, false));
        },
        {.deflate_bytes_min = 50}, true);
    const std::string shorter(49, 'a'), longer(100, 'b');
    pair.client->send(masked(0x81, shorter));
    EXPECT_EQ(pair.client->read_bytes(2 * 51), frame(0x81, shorter) + frame(0x81, shorter));
    pair.client->send(masked(0xC1, deflate_message(longer)));
    const auto compressed = deflate_message(longer);
    EXPECT_EQ(pair.client->read_bytes(2 + compressed.size() + 102),
              frame(0xC1, compressed) + frame(0x81, longer));
}

TEST(WebSocketConnection, puts_compressed_fragments_together_before_it_expands_them) {
    Pair pair(echo, {.deflate_bytes_min = 1000}, true);
    const auto compressed = deflate_message("a message in two parts");
    pair.client->send(masked(0x41, compressed.substr(0, 5)) + masked(0x80, compressed.substr(5)));
    EXPECT_EQ(pair.client->read_bytes(24), frame(0x81, "a message in two parts"));
}

TEST(WebSocketConnection, refuses_compression_that_was_not_agreed_on_and_what_expands_too_far) {
    const auto bomb = deflate_message(std::string(100'000, '0'));
    Pair without;
    without.client->send(masked(0xC1, bomb));
    EXPECT_EQ(without.client->read_to_end(), frame(0x88, "\x03\xea"));  // 1002
    Pair with(echo, {.message_bytes_max = 50'000}, true);
    with.client->send(masked(0xC1, bomb));
    EXPECT_EQ(with.client->read_to_end(), frame(0x88, "\x03\xf1"));  // 1009
    Pair nonsense(echo, {}, true);
    nonsense.client->send(masked(0xC1, "\xff\xff\xff\xff"));
    EXPECT_EQ(nonsense.client->read_to_end(), frame(0x88, "\x03\xef"));  // 1007
}

}  // namespace
}  // namespace chatter::net::websocket
