#pragma once

#include <sys/types.h>

#include <memory>
#include <span>
#include <string_view>

#include "net/tls/openssl.hpp"

namespace chatter::net::tls {

/// The most bytes that one record carries (RFC 8446, 5.1).
inline constexpr std::size_t record_bytes_max = 16 * 1024;

/// The server's side of TLS on a connected, non-blocking descriptor: its calls are what recv(2) and send(2)
/// are to plain TCP. It goes with its descriptor from worker to worker. Threads: one at a time.
class Channel {
  public:
    enum class Handshake : std::uint8_t { done, wants_read, wants_write, failed };

    /// Takes `session` over, which has its descriptor already.
    Channel(const OpenSsl& tls, SSL* session) : tls_(tls), session_(session, tls.SSL_free) {}

    /// To be called until it is done or has failed, after a wait for what it wants. Nothing is read or
    /// written before.
    [[nodiscard]] Handshake handshake() noexcept;
    /// As recv(2): bytes, 0 at the end, or -1 with errno, EAGAIN when there is nothing yet. The end of TCP
    /// without one of TLS counts as an end: whoever must know whether something is missing counts its bytes.
    [[nodiscard]] ssize_t read(std::span<char> buffer) noexcept;
    /// The same of one byte, which stays there.
    [[nodiscard]] ssize_t peek() noexcept;
    /// As send(2), one record at most. After EAGAIN what has been offered must be offered again, with or
    /// without more behind it: it is encrypted already.
    [[nodiscard]] ssize_t write(std::string_view bytes) noexcept;
    /// Whether bytes have come that no wait for the descriptor reports any more.
    [[nodiscard]] bool has_pending() const noexcept { return tls_.SSL_pending(session_.get()) > 0; }
    /// Says that nothing more will be written, if the socket takes that now.
    void say_goodbye() noexcept;

  private:
    [[nodiscard]] ssize_t outcome(int result, int expected_wait) noexcept;

    const OpenSsl& tls_;
    std::unique_ptr<SSL, void (*)(SSL*)> session_;
    bool may_say_goodbye_ = false;
};

}  // namespace chatter::net::tls
