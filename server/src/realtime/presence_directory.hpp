// Presence over all workers. The first worker owns the book (chat/presence_book.hpp); every worker has its
// sockets' watches (realtime/presence_watchers.hpp). They talk by posting, so nothing is locked:
//
//   a socket's worker                     the first worker                    the watchers' workers
//   begin, set, end ───────────────────►  book
//   watch ──(whom nobody here watched)─►  listeners ─► as they are now ─────► answer
//                                         every 200 ms: what has changed ───► packets, in steps
//
// What one worker posts to another arrives in order: an answer is newer than every change that came before.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/task.hpp"
#include "base/time.hpp"
#include "chat/ports/presence_peers.hpp"
#include "net/worker.hpp"
#include "realtime/presence_watchers.hpp"
#include "realtime/viewer.hpp"

namespace chatter::realtime {

/// All must outlive the workers' threads; it itself too.
class PresenceDirectory final : public chat::PresenceNode {
  public:
    /// `grace`: how long a connection counts after its end. `peers` is null where there is one node.
    PresenceDirectory(net::WorkerGroup& workers, const Clock& clock, std::chrono::milliseconds grace,
                      chat::PresencePeers* peers = nullptr);
    ~PresenceDirectory() override;

    // Threads: the socket's worker.

    /// Its user is here; called once, before the socket is told that it is ready.
    void begin(socketio::Socket& socket);
    void end(socketio::Socket& socket);
    /// This connection is online, or away.
    void set(socketio::Socket& socket, chat::PresenceStatus status);

    struct Watch {
        PresenceWatchers::People people;  // each once
        PresenceWatchers::Hidden hidden;  // those who show themselves as offline
        std::uint32_t order = 0;          // of the socket's watches, from 1: a later one is not replaced
    };
    struct Seen {
        std::vector<chat::Presence> people;  // as the socket's user sees them, in the order of the watch
        std::vector<chat::UserId> unknown;   // the offline ones of whom only the store knows when
    };
    /// Tells the socket of them from now on, and of nobody else; again with the same order only looks again.
    /// The answer is newer than all that the socket was told before, if it leaves before the caller suspends.
    [[nodiscard]] Task<Seen> watch(std::shared_ptr<socketio::Socket> socket, Watch wanted);

    // Threads: any, from here on.

    /// What the store said of some who are watched.
    void learn(std::vector<chat::UserId> ids, std::vector<chat::LastSeen> stored);
    /// What a person has chosen, and whether they are deactivated.
    void choose(const chat::User& user);
    /// `viewer` sees `id` as offline from now on, or not any more.
    void hide(chat::UserId id, chat::UserId viewer, bool is_hidden);

    void hear(std::string node, std::vector<chat::NodePresence> said) override;
    void hear_everything(std::string node, std::vector<chat::NodePresence> said) override;
    void forget(std::string node) override;
    [[nodiscard]] Task<std::vector<chat::NodePresence>> local() override;

    // Whoever keeps in the store when people were last seen. Threads: the owner, whom `on_seen` calls as long
    // as there is something to take; it is set before the workers start.

    [[nodiscard]] net::Worker& owner() noexcept { return workers_[0]; }
    void on_seen(std::function<void()> waiting) { on_seen_ = std::move(waiting); }
    [[nodiscard]] bool has_seen() const noexcept { return book_.has_seen(); }
    [[nodiscard]] std::vector<chat::LastSeen> take_seen(std::size_t count);
    /// Also those who are here now, for the end of the process.
    void see_everybody();

  private:
    struct Part;

    template <class Change>
    void post_to_owner(Change change);
    [[nodiscard]] chat::Moment now() const;
    void after_change();
    void schedule_expiry();
    void expire();
    void tell_changes();
    Part& part_of(const net::Worker& worker) { return *parts_[worker.index()]; }
    void work(Part& part);
    void step(Part& part);

    net::WorkerGroup& workers_;
    const Clock& clock_;
    chat::PresencePeers* const peers_;
    std::function<void()> on_seen_;
    chat::PresenceBook book_;  // the owner's, with its timers
    net::Timer change_timer_;
    net::Timer expiry_timer_;
    std::vector<std::unique_ptr<Part>> parts_;
};

}  // namespace chatter::realtime
