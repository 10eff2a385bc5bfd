#pragma once

#include "net/http.hpp"

namespace chatter::app {

/// `GET /metrics` for Prometheus: what is counted (base/metrics.hpp), and the process itself. Threads: any
/// worker.
class MetricsService final : public net::Service {
  public:
    [[nodiscard]] net::Endpoint find(const net::Request& request) const override;
};

/// The process as Prometheus names its figures: processor, memory, files, start.
[[nodiscard]] std::string process_figures();

}  // namespace chatter::app
