#pragma once

#include <string>

#include "net/http.hpp"

namespace chatter::app {

/// Sends whoever comes by plain HTTP to the same address over HTTPS: 308, so that a method and a body go
/// along. Threads: any worker.
class HttpsRedirect final : public net::Service {
  public:
    /// `origin`: where to, without a trailing slash.
    explicit HttpsRedirect(std::string origin) : origin_(std::move(origin)) {}
    [[nodiscard]] net::Endpoint find(const net::Request& request) const override;

  private:
    const std::string origin_;
};

}  // namespace chatter::app
