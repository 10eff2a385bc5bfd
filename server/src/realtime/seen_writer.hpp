#pragma once

#include <chrono>
#include <vector>

#include "chat/ports/presence_store.hpp"
#include "realtime/presence_directory.hpp"

namespace chatter::realtime {

/// Has the store keep when people were last seen: many in one transaction, every few seconds at most, so that
/// it costs messages nothing to speak of however many people come and go. What cannot be kept is tried again.
class SeenWriter {
  public:
    /// Before the workers start. Both outlive this.
    SeenWriter(PresenceDirectory& directory, chat::PresenceStore& store);

    /// Keeps what is left, and that everybody is here now; for at most that long. Threads: none of the
    /// workers', which still run.
    void finish(std::chrono::milliseconds at_most);

  private:
    void schedule();
    Task<void> write_in_turn();
    /// False when the store would not keep it.
    Task<bool> write_some();
    Task<void> write_everything();

    PresenceDirectory& directory_;
    chat::PresenceStore& store_;
    // The directory owner's, from here on.
    net::Timer timer_;
    std::vector<chat::LastSeen> taken_;
    bool is_writing_ = false;
};

}  // namespace chatter::realtime
