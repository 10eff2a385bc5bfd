#include "net/tls/channel.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <utility>

namespace chatter::net::tls {

Channel::Handshake Channel::handshake() noexcept {
    tls_.ERR_clear_error();
    const int result = tls_.SSL_accept(session_.get());
    if (result == 1) {
        may_say_goodbye_ = true;
        return Handshake::done;
    }
    switch (tls_.SSL_get_error(session_.get(), result)) {
        case SSL_ERROR_WANT_READ: return Handshake::wants_read;
        case SSL_ERROR_WANT_WRITE: return Handshake::wants_write;
        default: return Handshake::failed;
    }
}

/// What a call that may wait for `expected_wait` alone has come to. Renegotiation is off, so nothing that is
/// read waits for room to write, nor the other way round.
ssize_t Channel::outcome(int result, int expected_wait) noexcept {
    if (result > 0) return result;
    const int system_error = errno;
    const int why = tls_.SSL_get_error(session_.get(), result);
    if (why == expected_wait) {
        errno = EAGAIN;
        return -1;
    }
    if (why == SSL_ERROR_ZERO_RETURN) return 0;
    may_say_goodbye_ = false;
    const auto queued = tls_.ERR_get_error();
    if (ERR_GET_LIB(queued) == ERR_LIB_SSL && ERR_GET_REASON(queued) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
        return 0;
    errno = why == SSL_ERROR_SYSCALL && system_error != 0 ? system_error : EPROTO;
    return -1;
}

ssize_t Channel::read(std::span<char> buffer) noexcept {
    tls_.ERR_clear_error();
    errno = 0;
    const int most = static_cast<int>(std::min<std::size_t>(buffer.size(), INT_MAX));
    return outcome(tls_.SSL_read(session_.get(), buffer.data(), most), SSL_ERROR_WANT_READ);
}

ssize_t Channel::peek() noexcept {
    tls_.ERR_clear_error();
    errno = 0;
    char byte = 0;
    return outcome(tls_.SSL_peek(session_.get(), &byte, 1), SSL_ERROR_WANT_READ);
}

ssize_t Channel::write(std::string_view bytes) noexcept {
    if (bytes.empty()) return 0;
    tls_.ERR_clear_error();
    errno = 0;
    const int most = static_cast<int>(std::min(bytes.size(), record_bytes_max));
    const auto written = outcome(tls_.SSL_write(session_.get(), bytes.data(), most), SSL_ERROR_WANT_WRITE);
    if (written != 0) return written;
    errno = EPIPE;
    return -1;
}

void Channel::say_goodbye() noexcept {
    if (!std::exchange(may_say_goodbye_, false)) return;
    tls_.ERR_clear_error();
    tls_.SSL_shutdown(session_.get());
}

}  // namespace chatter::net::tls
