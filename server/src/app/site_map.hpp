#pragma once

#include "net/http.hpp"

namespace chatter::app {

/// Which part of the server answers which paths: `/api`, `/socket.io`, and the client for everything else.
class SiteMap final : public net::Service {
  public:
    /// Before the workers start.
    void serve(const net::Service& api, const net::Service& realtime, const net::Service& site) noexcept;
    [[nodiscard]] net::Endpoint find(const net::Request& request) const override;

  private:
    const net::Service* api_ = nullptr;
    const net::Service* realtime_ = nullptr;
    const net::Service* site_ = nullptr;
};

}  // namespace chatter::app
