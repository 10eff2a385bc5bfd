#pragma once

#include <atomic>
#include <memory>

#include "realtime/event.hpp"

namespace chatter::realtime {

/// Between Socket.IO events and use cases: lets a socket in, greets it with `ready`, answers what it asks. It
/// decides nothing about chat itself. Threads: each socket's worker.
class Gateway {
  public:
    Gateway(socketio::Namespace& nsp, const chat::UseCases& chat, const Clock& clock);

    /// How many events wait for their answer. Threads: any.
    [[nodiscard]] std::size_t in_flight() const noexcept { return in_flight_; }

  private:
    using SocketPtr = std::shared_ptr<socketio::Socket>;

    Task<std::expected<void, socketio::ConnectError>> let_in(socketio::ConnectRequest& request);
    Task<void> greet(SocketPtr socket);
    /// Runs an event's coroutine and acks with what it returns.
    void on(const EventRoute& route);
    Task<void> answer(Task<EventAnswer> work, socketio::Ack ack);

    const EventContext context_;
    std::atomic<std::size_t> in_flight_ = 0;
};

}  // namespace chatter::realtime
