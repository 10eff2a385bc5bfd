#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "net/http.hpp"
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

    HttpWorker(Worker& worker, const Service& service, const HttpLimits& limits, const Siblings& siblings);
    ~HttpWorker();

    void accept(TcpSocket socket);
    /// Takes over a connection that another worker let go. Threads: any.
    void adopt(std::shared_ptr<HttpConnection> connection, HttpDetached detached);
    void forget(HttpConnection& connection) noexcept;
    /// Closes idle connections now and the others after their answer.
    void drain();
    void close_all();

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
    const Siblings& siblings_;
    std::set<HttpConnection*> connections_;
    std::atomic<std::size_t> connection_count_ = 0;
    bool draining_ = false;
    std::chrono::sys_seconds date_second_{};
    std::string date_;
};

/// HTTP/1.1 on every worker, behind one port.
class HttpServer {
  public:
    HttpServer(WorkerGroup& workers, const Service& service, HttpLimits limits = {});
    ~HttpServer();

    /// Binds `host`:`port` on every worker and begins to accept; returns the port (the one chosen, for port
    /// 0). A port that anybody listens on is refused, whatever SO_REUSEPORT would allow. Call before the
    /// workers start.
    Result<std::uint16_t> listen(const std::string& host, std::uint16_t port);
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
