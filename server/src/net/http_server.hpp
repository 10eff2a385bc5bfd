#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "net/http.hpp"
#include "net/tls/identity.hpp"
#include "net/worker.hpp"

namespace chatter::net {

struct HttpLimits {
    std::size_t head_bytes_max = 16 * 1024;
    std::size_t target_bytes_max = 8 * 1024;
    std::chrono::milliseconds head_timeout{10'000};
    std::chrono::milliseconds idle_timeout{130'000};  // longer than a proxy keeps its side open
    std::chrono::milliseconds body_timeout{20'000};   // within which body_bytes_min must come
    std::size_t body_bytes_min = 4 * 1024;
    std::chrono::milliseconds write_timeout{20'000};  // within which some of an answer must leave
    std::chrono::milliseconds handshake_timeout{10'000};
    std::chrono::milliseconds handshake_patience{2'000};  // while others wait for their turn
    std::size_t handshakes_max = 1024;                    // at the same time, on each worker
};

/// What a server needs to speak HTTPS instead of HTTP.
struct HttpsOptions {
    std::shared_ptr<const tls::Identity> identity;  // null: HTTP
    /// Lets browsers remember for a year that this host speaks nothing else (RFC 6797).
    bool strict_transport = false;
};

class HttpConnection;

/// A connection's socket between two workers.
struct HttpDetached {
    asio::ip::tcp protocol;
    int descriptor;
};

/// The connections of one worker, so that they can be drained. Worker thread only, unless said.
class HttpWorker {
  public:
    using Siblings = std::vector<std::unique_ptr<HttpWorker>>;

    HttpWorker(Worker& worker, const Service& service, const HttpLimits& limits, HttpsOptions https,
               const Siblings& siblings);
    ~HttpWorker();

    void accept(TcpSocket socket);
    /// Takes over a connection that another worker let go. Threads: any.
    void adopt(std::shared_ptr<HttpConnection> connection, HttpDetached detached);
    void forget(HttpConnection& connection) noexcept;
    /// From now on each connection ends with its next answer.
    void retire() noexcept { retiring_ = true; }
    /// Closes idle connections now and the others after their answer.
    void drain();
    void close_all();
    /// From now on new connections are shown this certificate.
    void use(std::shared_ptr<const tls::Identity> identity) noexcept {
        https_.identity = std::move(identity);
    }
    /// Whether one more may begin to agree on TLS. When too many are at it, those that take long are closed.
    [[nodiscard]] bool has_room_for_handshake();
    void begin_handshake(HttpConnection& connection);
    void end_handshake(HttpConnection& connection) noexcept { handshakes_.erase(&connection); }

    [[nodiscard]] bool is_retiring() const noexcept { return retiring_; }
    [[nodiscard]] bool is_only_https() const noexcept { return https_.strict_transport; }
    [[nodiscard]] Worker& worker() noexcept { return worker_; }
    [[nodiscard]] const Service& service() const noexcept { return service_; }
    [[nodiscard]] const HttpLimits& limits() const noexcept { return limits_; }
    /// The present second, as the Date header says it.
    [[nodiscard]] std::string_view http_date();
    [[nodiscard]] HttpWorker& sibling(std::size_t index) const noexcept { return *siblings_[index]; }
    /// Threads: any.
    [[nodiscard]] std::size_t connection_count() const noexcept { return connection_count_; }

  private:
    void add(const std::shared_ptr<HttpConnection>& connection);

    Worker& worker_;
    const Service& service_;
    const HttpLimits limits_;
    HttpsOptions https_;
    const Siblings& siblings_;
    std::set<HttpConnection*> connections_;
    std::map<HttpConnection*, std::chrono::steady_clock::time_point> handshakes_;  // and when they began
    std::atomic<std::size_t> connection_count_ = 0;
    bool draining_ = false;
    bool retiring_ = false;
    std::chrono::sys_seconds date_second_{};
    std::string date_;
};

/// HTTP/1.1 on every worker, over TLS or not, behind one port.
class HttpServer {
  public:
    HttpServer(WorkerGroup& workers, const Service& service, HttpLimits limits = {}, HttpsOptions https = {});
    ~HttpServer();

    /// Binds `host`:`port` on every worker and begins to accept; returns the port (the one chosen, for port
    /// 0). A port that anybody listens on is refused, whatever SO_REUSEPORT would allow. Call before the
    /// workers start.
    Result<std::uint16_t> listen(const std::string& host, std::uint16_t port);
    /// The same on a socket that listens already, which is taken over: who opened it first may keep it too,
    /// so that nobody is refused between two processes. Call before the workers start.
    Result<std::uint16_t> listen_on(int descriptor);
    /// Shows another certificate to whoever connects from now on; who is connected notices nothing. Threads:
    /// any.
    void use(const std::shared_ptr<const tls::Identity>& identity);
    /// From now on each answer is the last of its connection, so that whoever asks more comes anew, and may
    /// be sent elsewhere by a proxy. Threads: any.
    void retire();
    /// Stops accepting; idle connections close, the others after their answer. Threads: any.
    void drain();
    /// Whether nobody is let in any more and the last connection is gone. Threads: any.
    [[nodiscard]] bool is_drained() const noexcept;
    /// How many connections speak HTTP now. Threads: any.
    [[nodiscard]] std::size_t connection_count() const noexcept;
    [[nodiscard]] HttpWorker& on(const Worker& worker) noexcept { return *http_workers_[worker.index()]; }

  private:
    class Listener;

    std::vector<std::unique_ptr<HttpWorker>> http_workers_;
    std::vector<std::shared_ptr<Listener>> listeners_;
    std::atomic<std::size_t> closed_listeners_ = 0;
};

}  // namespace chatter::net
