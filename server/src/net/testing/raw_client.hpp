#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace chatter::net::testing {

/// A blocking TCP client for tests, which says exactly what it is told and waits for at most 20 seconds.
class RawClient {
  public:
    explicit RawClient(std::uint16_t port) : socket_(loop_) {
        socket_.connect({boost::asio::ip::make_address("127.0.0.1"), port});
    }

    void send(std::string_view bytes) {
        boost::system::error_code ignored;  // the server may have closed already, which the reading will show
        boost::asio::write(socket_, boost::asio::buffer(bytes.data(), bytes.size()), ignored);
    }

    /// Reads on until `wanted` has come; everything read so far and not yet taken. Nothing at the end or too
    /// late.
    std::optional<std::string> read_until(std::string_view wanted) {
        while (received_.find(wanted) == std::string::npos)
            if (!read_some()) return std::nullopt;
        const auto end = received_.find(wanted) + wanted.size();
        auto text = received_.substr(0, end);
        received_.erase(0, end);
        return text;
    }

    /// Exactly `count` bytes.
    std::optional<std::string> read_bytes(std::size_t count) {
        while (received_.size() < count)
            if (!read_some()) return std::nullopt;
        auto bytes = received_.substr(0, count);
        received_.erase(0, count);
        return bytes;
    }

    /// Everything until the server closes; nothing when it does not.
    std::optional<std::string> read_to_end() {
        while (read_some()) {
        }
        if (!at_end_) return std::nullopt;
        return received_;
    }

    /// A whole HTTP answer with Content-Length: head and body.
    std::optional<std::string> read_answer() {
        auto head = read_until("\r\n\r\n");
        if (!head) return std::nullopt;
        const auto at = head->find("Content-Length: ");
        if (at == std::string::npos) return head;
        const auto body = read_bytes(std::stoul(head->substr(at + 16)));
        if (!body) return std::nullopt;
        return *head + *body;
    }

    std::string get(const std::string& target) {
        send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
        return read_answer().value_or("");
    }

    /// Whether something has come that was not read yet.
    [[nodiscard]] bool has_more() const {
        boost::system::error_code ignored;
        return socket_.available(ignored) > 0;
    }

    void close() { socket_.close(); }

  private:
    bool read_some() {
        char buffer[4096];
        std::optional<std::size_t> count;
        socket_.async_read_some(boost::asio::buffer(buffer), [&](const boost::system::error_code& error,
                                                                 std::size_t n) { count = error ? 0 : n; });
        loop_.restart();
        loop_.run_for(std::chrono::seconds(20));
        if (!count) {
            socket_.cancel();
            loop_.restart();
            loop_.run();
            return false;
        }
        if (*count == 0) at_end_ = true;
        received_.append(buffer, *count);
        return *count > 0;
    }

    boost::asio::io_context loop_{1};
    boost::asio::ip::tcp::socket socket_;
    std::string received_;
    bool at_end_ = false;
};

}  // namespace chatter::net::testing
