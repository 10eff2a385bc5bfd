#pragma once

#include <any>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/random.hpp"
#include "socketio/recovery/packet_log.hpp"

namespace chatter::socketio {

/// Connection state recovery: a client whose connection broke comes back within a while as the same socket,
/// with its rooms and its data, and first gets what it missed. Node's `connectionStateRecovery`.
struct RecoveryOptions {
    std::chrono::milliseconds max_disconnection_duration{120'000};
    /// Whether a recovered socket passes by the middlewares, which let it in before.
    bool skip_middlewares = true;
    /// What all namespaces together may keep: packets that clients may miss. The oldest go first; a client
    /// whose last packet has gone gets a new session.
    std::size_t packets_bytes_max = std::size_t{64} * 1024 * 1024;
    /// Of one namespace. The ones that end first go first.
    std::size_t sessions_max = 100'000;
};

}  // namespace chatter::socketio

/// How what was missed is found, without a lock between workers that have nothing to do with each other:
///
/// A namespace publishes its broadcasts one after the other: under its mutex each gets the next position in
/// the log and is posted to every worker, which puts them in order. So all workers deliver them in the order
/// of the log, each at a pace of its own, and "handled up to position n" says all about what a worker's
/// sockets were sent. What a socket is sent directly remembers the position that its worker had handled
/// (`after`). The order of both on the wire is therefore the same wherever the socket is, and the last packet
/// a client got names a point in it.
///
///     worker A   b1 b2 d(2) b3 ✂                  what A's socket had: everything up to b3
///     client            d(2) ✂ ── comes back ──┐  its last packet: d(2)
///     worker B   b1 b2       b3  b4  b5        └► handled up to 5: sends b3 b4 b5, then lives on with b6
///
/// B asks only after the broadcasts that were posted to it before the client came have been handled, so it
/// has handled at least as many as A had.
namespace chatter::socketio::recovery {

/// A room joined or left by a socket whose worker had handled `after`.
struct RoomChange {
    std::uint64_t after = 0;
    std::string room;
    bool joined = false;
};

/// A session whose client is away.
struct Session {
    std::string sid;
    std::string pid;
    std::vector<std::string> rooms;  // at the end
    std::any data;
    std::uint64_t began_after = 0;
    std::uint64_t ended_after = 0;  // everything up to this broadcast was sent
    Offset last_offset = 0;
    std::vector<RoomChange> changes;       // the latest, oldest first
    std::uint64_t changes_lost_up_to = 0;  // and of those after this, all
    DirectLog::Taken direct;
};

/// A session whose client is back, and from where on it misses packets.
struct Resumption {
    Session session;
    TimePoint expires;
    std::uint64_t after = 0;       // broadcasts behind this position
    std::size_t first_direct = 0;  // and what was sent directly, from this index on
    Offset offset = 0;             // of the last packet that the client got
};

/// The log and the absent sessions of one namespace. Threads: any.
class SessionStore {
  public:
    /// Packets are kept for `notice_delay` longer than sessions: a break may be noticed that late.
    SessionStore(const RecoveryOptions& options, std::shared_ptr<ByteBudget> budget,
                 std::chrono::milliseconds notice_delay, Random& random);
    ~SessionStore();

    [[nodiscard]] Offset make_offset() noexcept;
    [[nodiscard]] std::string make_pid();
    /// An event with a new offset as its last argument.
    [[nodiscard]] EncodedPacket encode_event(std::string_view nsp, std::string_view event_json,
                                             const Attachments& attachments, bool compress);
    [[nodiscard]] const RecoveryOptions& options() const noexcept { return options_; }
    [[nodiscard]] std::chrono::milliseconds packet_age_max() const noexcept { return packet_age_max_; }
    [[nodiscard]] ByteBudget& budget() noexcept { return *budget_; }

    /// Logs, and calls `post` with the position. Under the lock: a session that ended after this broadcast
    /// is kept, and so can be claimed, only after all workers have been posted to.
    template <class Post>
    void publish(SharedBroadcasted broadcasted, TimePoint now, Post post) {
        const std::lock_guard lock(mutex_);
        post(log_.append(std::move(broadcasted), now));
    }

    void keep(Session session, TimePoint now);
    /// The session of `pid`, which then is nobody else's, and where the client stopped: behind the packet
    /// that `offset` names. Nothing when either is unknown or too old; then the session stays.
    [[nodiscard]] std::optional<Resumption> claim(const std::string& pid, std::string_view offset,
                                                  TimePoint now);
    /// As if the session had not been claimed.
    void give_back(Resumption resumption);
    /// What the client missed of the broadcasts up to position `up_to`, and of what was sent directly, in the
    /// order in which it would have come. Nothing when some of it has gone.
    [[nodiscard]] std::optional<std::vector<EncodedPacket>> missed(const Resumption& resumption,
                                                                   std::uint64_t up_to) const;
    /// Drops what is too old. Returns whether anything is left.
    bool expire(TimePoint now);

  private:
    using Expiry = std::multimap<TimePoint, std::string>;
    struct Kept {
        Session session;
        Expiry::iterator expiry;
    };
    using Table = std::unordered_map<std::string, Kept>;

    Session remove(Table::iterator kept);
    void insert(Session session, TimePoint expires, std::vector<Session>& dropped);
    [[nodiscard]] bool find_start(std::string_view offset, Resumption& resumption) const;

    const RecoveryOptions options_;
    const std::chrono::milliseconds packet_age_max_;
    const std::shared_ptr<ByteBudget> budget_;
    Random& random_;
    std::atomic<Offset> next_offset_;
    mutable std::mutex mutex_;  // guards what follows: any worker may end or resume a session
    BroadcastLog log_;
    Table sessions_;
    Expiry expiry_;
};

}  // namespace chatter::socketio::recovery
