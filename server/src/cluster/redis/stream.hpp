#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/task.hpp"
#include "cluster/redis/url.hpp"

namespace chatter::cluster::redis {

/// A connection to Redis, over TLS or not. Threads: the executor's.
class Stream {
  public:
    explicit Stream(WorkerExecutor executor) : socket_(executor) {}
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    /// The certificate must be one that the system trusts (or SSL_CERT_FILE), for the address's host.
    /// Errors: Errc::unavailable, with what is wrong.
    Task<Result<void>> connect(Address address);
    /// Errors: Errc::unavailable, also when it has been closed here.
    Task<Result<std::size_t>> read_some(std::span<char> buffer);
    Task<Result<void>> write(std::string_view bytes);
    /// Ends what is being read and written.
    void close();

  private:
    using Socket = asio::basic_stream_socket<asio::ip::tcp, WorkerExecutor>;

    Task<Result<void>> begin_tls(std::string host);

    Socket socket_;
    std::unique_ptr<asio::ssl::context> context_;
    std::unique_ptr<asio::ssl::stream<Socket&>> tls_;
};

}  // namespace chatter::cluster::redis
