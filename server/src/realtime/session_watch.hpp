// A session may be ended by another process: another server on the same database, or a `chatter` command.
// What that process publishes does not come here. So twice a second this server asks, in one statement that
// reads an index's end, which sessions have ended since:
//
//   told already ──── overlap ────┬── new ──►
//                                 latest seen
//
// A transaction notes the end before it commits, and so an earlier end may show up later: the overlap is
// looked at again each time, and what was told is remembered for as long.
#pragma once

#include <chrono>
#include <set>

#include "chat/ports/session_ending_store.hpp"
#include "net/worker.hpp"
#include "socketio/namespace.hpp"

namespace chatter::realtime {

/// Closes the sockets of this process whose session has ended elsewhere. Threads: the worker it is given.
class SessionWatch {
  public:
    static constexpr std::chrono::milliseconds interval{500};
    /// Longer than a transaction lives.
    static constexpr std::chrono::seconds overlap{30};

    /// All of them outlive this; it goes when the worker has stopped.
    SessionWatch(socketio::Namespace& nsp, chat::SessionEndingStore& endings, net::Worker& worker);

    /// Begins with what ends from now on: earlier ones let nobody in any more. Before the workers run.
    void start();

  private:
    Task<void> look_and_wait();
    Task<Result<void>> look();
    void tell(const chat::SessionEnding& ending);

    socketio::Namespace& nsp_;
    chat::SessionEndingStore& endings_;
    net::Worker& worker_;
    net::Timer timer_;
    bool begun_ = false;
    Time latest_{};
    std::set<chat::SessionEnding> told_;  // of the overlap
};

}  // namespace chatter::realtime
