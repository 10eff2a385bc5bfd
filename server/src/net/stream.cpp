#include "net/stream.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>

namespace chatter::net {

Task<bool> Stream::shake_hands() {
    while (true) {
        const auto step = tls_->handshake();
        if (step == tls::Channel::Handshake::done) co_return true;
        if (step == tls::Channel::Handshake::failed) co_return false;
        const bool reads = step == tls::Channel::Handshake::wants_read;
        const auto [error] = co_await socket_.async_wait(reads ? TcpSocket::wait_read : TcpSocket::wait_write,
                                                         asio::as_tuple(use_task));
        if (error) co_return false;
    }
}

Task<Stream::Outcome> Stream::write_secure(std::string_view head, std::string_view body) {
    if (head.empty()) co_return co_await write_record(body.substr(0, tls::record_bytes_max));
    // One record for both, as far as they go into one.
    std::string joined(head.substr(0, tls::record_bytes_max));
    joined += body.substr(0, tls::record_bytes_max - joined.size());
    co_return co_await write_record(joined);
}

Task<Stream::Outcome> Stream::write_record(std::string_view bytes) {
    while (true) {
        const auto count = tls_->write(bytes);
        if (count >= 0) {
            // A peer that takes whatever comes does not hold up the others.
            if (bytes.size() == tls::record_bytes_max) co_await asio::post(get_executor(), use_task);
            co_return Outcome{{}, static_cast<std::size_t>(count)};
        }
        if (errno != EAGAIN) co_return Outcome{{errno, boost::system::system_category()}, 0};
        const auto [error] = co_await socket_.async_wait(TcpSocket::wait_write, asio::as_tuple(use_task));
        if (error) co_return Outcome{error, 0};
    }
}

bool Stream::has_unread_bytes() noexcept {
    char byte = 0;
    return has_pending() || ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

ssize_t Stream::peek() noexcept {
    if (tls_) return tls_->peek();
    char byte = 0;
    return ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
}

void Stream::shut_down_sending() noexcept {
    if (tls_) tls_->say_goodbye();
    boost::system::error_code ignored;
    socket_.shutdown(TcpSocket::shutdown_send, ignored);
}

void Stream::close() noexcept {
    if (tls_ && socket_.is_open()) tls_->say_goodbye();
    boost::system::error_code ignored;
    socket_.close(ignored);
}

Takeover Stream::take_over(Worker& worker, std::string leftover) {
    while (has_pending()) {  // decrypted already, so that no wait would tell of it
        std::array<char, 4096> more;
        const auto count = tls_->read(more);
        if (count <= 0) break;
        leftover.append(more.data(), static_cast<std::size_t>(count));
    }
    return {.worker = worker,
            .socket = std::move(socket_),
            .leftover = std::move(leftover),
            .tls = std::move(tls_)};
}

}  // namespace chatter::net
