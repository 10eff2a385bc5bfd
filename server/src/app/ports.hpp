#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "app/https_redirect.hpp"
#include "app/metrics_service.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "net/http_server.hpp"

namespace chatter::app {

/// Where people, proxies and Prometheus reach the server: PORT, or the sockets that the service manager has
/// opened instead, with HTTPS where there is a certificate; plain HTTP that is sent on to it; METRICS_PORT of
/// loopback. Threads: the one that starts and stops the server, unless said.
class Ports {
  public:
    /// `service` answers whoever comes to PORT, once the workers run.
    Ports(net::WorkerGroup& workers, const net::Service& service) : workers_(workers), service_(service) {}

    /// Reads the certificate and opens every port, before the workers start. The error's detail is one line
    /// for the operator.
    Result<void> open(const Config& config);
    /// Reads the certificate and its key anew, for whoever connects from now on. What cannot be used leaves
    /// the present one in place. Says in the log what became of it.
    void reload_certificate();
    /// Stops accepting, everywhere; idle connections close, the others after their answer.
    void drain();

    /// What PORT has become: the one chosen, where it is 0.
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    /// How this machine reaches it.
    [[nodiscard]] const std::string& url() const noexcept { return url_; }
    /// Where the client is served from: CLIENT_ORIGIN, else this server and Vite's.
    [[nodiscard]] const std::vector<std::string>& origins() const noexcept { return origins_; }
    /// The server on PORT, once that is open.
    [[nodiscard]] net::HttpServer& http() noexcept { return *http_; }

  private:
    struct Inherited;

    Result<void> read_certificate(const Config& config);
    Result<void> open_port(const Config& config, const Inherited& inherited);
    Result<void> open_redirect_port(const Config& config, const Inherited& inherited);
    Result<void> open_metrics_port(const Config& config);

    net::WorkerGroup& workers_;
    const net::Service& service_;
    std::uint16_t port_ = 0;
    std::string url_;
    std::vector<std::string> origins_;
    std::shared_ptr<const net::tls::Identity> identity_;  // null: HTTP
    std::string certificate_path_, key_path_;
    std::unique_ptr<net::HttpServer> http_;
    std::unique_ptr<HttpsRedirect> redirect_;
    std::unique_ptr<net::HttpServer> redirect_http_;  // null: HTTP
    MetricsService metrics_service_;
    std::unique_ptr<net::HttpServer> metrics_http_;  // null: no metrics
    std::unique_ptr<metrics::Reading> connections_;
};

}  // namespace chatter::app
