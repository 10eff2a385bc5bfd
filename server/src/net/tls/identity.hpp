#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "net/tls/channel.hpp"
#include "net/tls/openssl.hpp"

namespace chatter::net::tls {

/// A certificate and its key, as this server shows them to whoever connects, with TLS 1.2 and 1.3. It never
/// changes, so all workers share one; another takes its place, and connections that are there keep theirs.
class Identity {
  public:
    /// Reads two files in PEM: the certificate with those that lead to its authority behind it, and the key
    /// without a passphrase. Blocks on the disk. Errors: Errc::bad_certificate, with the file and the reason
    /// as detail.
    static Result<std::shared_ptr<const Identity>> load(const std::string& certificate_path,
                                                        const std::string& key_path);

    /// The server's side on a connected, non-blocking `descriptor`, which stays the caller's. Null when
    /// memory lacks. Threads: any.
    [[nodiscard]] std::unique_ptr<Channel> accept(int descriptor) const;
    /// When the certificate ends.
    [[nodiscard]] std::chrono::sys_seconds expires() const noexcept { return expires_; }

  private:
    explicit Identity(const OpenSsl& tls);

    const OpenSsl& tls_;
    std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_;
    std::chrono::sys_seconds expires_{};
};

}  // namespace chatter::net::tls
