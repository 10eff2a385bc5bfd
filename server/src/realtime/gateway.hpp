#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "base/metrics.hpp"
#include "realtime/event.hpp"

namespace chatter::realtime {

class MissedMessages;

/// Between Socket.IO events and use cases: lets a socket in, greets it with `ready`, answers what it asks. It
/// decides nothing about chat itself. Threads: each socket's worker.
class Gateway {
  public:
    /// Whence a handshake comes, as far as its proxies are trusted.
    using AddressOf = std::function<std::string(const socketio::Handshake&)>;

    /// Suspends until this node hears what others say in the rooms that this thread's sockets have joined.
    using UntilHeard = std::function<Task<void>()>;

    /// `until_heard` is empty where that is at once. `missed` is null when there is one node, which misses
    /// nothing.
    Gateway(socketio::Namespace& nsp, const chat::UseCases& chat, PresenceDirectory& presence,
            chat::PresenceStore& presence_store, MissedMessages* missed, const Clock& clock,
            AddressOf address_of, UntilHeard until_heard = {});

    /// How many events wait for their answer. Threads: any.
    [[nodiscard]] std::size_t in_flight() const noexcept { return in_flight_; }

  private:
    using SocketPtr = std::shared_ptr<socketio::Socket>;

    Task<std::expected<void, socketio::ConnectError>> let_in(socketio::ConnectRequest& request);
    Task<void> greet(SocketPtr socket);
    /// What is said of an event when it has been answered.
    struct Received {
        chat::UserId by;
        metrics::Histogram duration;
        std::chrono::steady_clock::time_point at;
    };
    void on(const EventRoute& route);
    /// Runs an event's coroutine and acks with what it returns.
    Task<void> answer(const EventRoute& route, ReceivedEvent event, socketio::Ack ack, Received received);
    /// Unless there has been too much of it.
    Task<EventAnswer> run(const EventRoute& route, ReceivedEvent event);

    const EventContext context_;
    const AddressOf address_of_;
    const UntilHeard until_heard_;
    MissedMessages* const missed_;
    std::atomic<std::size_t> in_flight_ = 0;
};

}  // namespace chatter::realtime
