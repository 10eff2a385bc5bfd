#pragma once

#include <atomic>
#include <chrono>

#include "net/http_server.hpp"
#include "socketio/engineio/options.hpp"
#include "socketio/server.hpp"

namespace chatter::app {

/// How one of several nodes leaves: while the others take in its clients it serves on, but is not ready,
/// begins no session, and ends each connection with its next answer, so that a proxy sends people elsewhere.
class Farewell {
  public:
    [[nodiscard]] bool has_begun() const noexcept { return has_begun_; }
    /// Refuses with 503 whoever would begin a session once it has begun.
    [[nodiscard]] engineio::Middleware doorkeeper() const;
    /// Lets the clients go evenly over `within`. Returns when all are gone, or a second after that time.
    /// Threads: any but the workers.
    void say(net::HttpServer& http, socketio::Server& io, net::Worker& worker,
             std::chrono::milliseconds within);

  private:
    std::atomic<bool> has_begun_ = false;
};

}  // namespace chatter::app
