#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/task.hpp"
#include "base/time.hpp"
#include "chat/use_cases.hpp"
#include "socketio/namespace.hpp"

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
    using Answer = Result<boost::json::object>;  // what stands in the ack beside `ok`

    Task<std::expected<void, socketio::ConnectError>> let_in(socketio::ConnectRequest& request);
    Task<void> greet(SocketPtr socket);
    /// Runs an event's coroutine and acks with what it returns.
    void on(std::string event, Task<Answer> (Gateway::*handle)(SocketPtr, boost::json::value));
    Task<void> answer(Task<Answer> work, socketio::Ack ack);

    Task<Answer> send_message(SocketPtr socket, boost::json::value payload);
    Task<Answer> mark_read(SocketPtr socket, boost::json::value payload);
    Task<Answer> relay_typing(SocketPtr socket, boost::json::value payload);
    Task<Answer> sync(SocketPtr socket, boost::json::value payload);

    socketio::Namespace& nsp_;
    const chat::UseCases chat_;
    const Clock& clock_;
    std::atomic<std::size_t> in_flight_ = 0;
};

}  // namespace chatter::realtime
