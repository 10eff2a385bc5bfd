#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "store/postgres/connection.hpp"

namespace chatter::store::postgres {

/// Opens connections to one database for whoever has lost one. While that fails it is tried ever more rarely
/// (exponential backoff with jitter), and said once, in one line, until the reason is another. Threads: any.
class Connector {
  public:
    using TimePoint = std::chrono::steady_clock::time_point;

    explicit Connector(ConnectOptions options) : options_(std::move(options)) {}

    /// Errors: Errc::cannot_open; at once, and as the last time, while the next attempt is not due.
    [[nodiscard]] Result<std::unique_ptr<Connection>> connect();
    /// When the next attempt is due.
    [[nodiscard]] TimePoint next_attempt() const;
    /// Whether the last attempt failed.
    [[nodiscard]] bool is_away() const { return away_.load(std::memory_order_relaxed); }

  private:
    void note_success();
    void note_failure(const Error& error);

    const ConnectOptions options_;
    std::atomic<bool> away_ = false;
    mutable std::mutex mutex_;  // guards the three below; not held while a connection is made
    std::string reason_;        // empty while the database answers
    int failures_ = 0;
    TimePoint next_attempt_{};
};

}  // namespace chatter::store::postgres
