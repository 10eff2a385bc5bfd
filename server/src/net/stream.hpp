#pragma once

#include <boost/asio/compose.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "net/takeover.hpp"
#include "net/tls/channel.hpp"
#include "net/worker.hpp"

namespace chatter::net {

/// What HTTP is spoken over: TCP as it is, or TLS on it; plain TCP pays one branch a call for that. It lives
/// on one worker, and may go to another between two calls.
class Stream {
  public:
    using executor_type = WorkerExecutor;
    using Outcome = std::tuple<boost::system::error_code, std::size_t>;

    /// `tls`: null for plain TCP.
    Stream(TcpSocket socket, std::unique_ptr<tls::Channel> tls)
        : socket_(std::move(socket)), tls_(std::move(tls)) {}

    [[nodiscard]] executor_type get_executor() { return socket_.get_executor(); }
    [[nodiscard]] TcpSocket& socket() noexcept { return socket_; }
    [[nodiscard]] bool is_secure() const noexcept { return tls_ != nullptr; }
    /// Whether there is something to read that no wait would report.
    [[nodiscard]] bool has_pending() const noexcept { return tls_ && tls_->has_pending(); }

    /// Agrees on TLS with the peer; false when that fails, or once the socket is cancelled.
    Task<bool> shake_hands();
    /// As a socket's, for Beast.
    template <class Buffers, class Handler>
    void async_read_some(const Buffers& buffers, Handler&& handler) {
        if (!tls_) [[likely]]
            return socket_.async_read_some(buffers, std::forward<Handler>(handler));
        asio::async_compose<Handler, void(boost::system::error_code, std::size_t)>(
            SecureRead<Buffers>{*this, buffers}, handler, socket_);
    }
    /// Over TLS: some of `head` with `body` behind it, which both stay until then.
    Task<Outcome> write_secure(std::string_view head, std::string_view body);
    /// Whether something has come that was not read yet. Takes nothing out of the socket, so that whoever
    /// waits for it is told still.
    [[nodiscard]] bool has_unread_bytes() noexcept;
    /// As recv(2) with MSG_PEEK of one byte: positive, 0 at the end, or -1 with errno. For who waits for
    /// nothing.
    [[nodiscard]] ssize_t peek() noexcept;
    /// Nothing more will be written.
    void shut_down_sending() noexcept;
    void close() noexcept;

    /// Gives the connection to who will speak another protocol than HTTP. `leftover`: what was read already.
    [[nodiscard]] Takeover take_over(Worker& worker, std::string leftover);
    /// Leaves the loop of the worker's executor, to go on at another's.
    [[nodiscard]] int release(boost::system::error_code& error) { return socket_.release(error); }
    void adopt(TcpSocket socket) { socket_ = std::move(socket); }

  private:
    template <class Buffers>
    struct SecureRead {
        Stream& stream;
        Buffers buffers;
        bool begun = false;

        template <class Self>
        void operator()(Self& self, boost::system::error_code error = {}) {
            if (error) return self.complete(error, 0);
            if (!std::exchange(begun, true)) {
                if (stream.has_pending()) return asio::post(stream.get_executor(), std::move(self));
                return stream.socket_.async_wait(TcpSocket::wait_read, std::move(self));
            }
            const asio::mutable_buffer buffer(*asio::buffer_sequence_begin(buffers));
            const auto count = stream.tls_->read({static_cast<char*>(buffer.data()), buffer.size()});
            if (count > 0) return self.complete({}, static_cast<std::size_t>(count));
            if (count == 0) return self.complete(asio::error::eof, 0);
            if (errno == EAGAIN) return stream.socket_.async_wait(TcpSocket::wait_read, std::move(self));
            self.complete({errno, boost::system::system_category()}, 0);
        }
    };

    Task<Outcome> write_record(std::string_view bytes);

    TcpSocket socket_;
    std::unique_ptr<tls::Channel> tls_;
};

}  // namespace chatter::net
