// What a node has not heard of the messages of its people's rooms, because Redis lost it or whoever said it
// died, it reads from the store:
//
//   an event waits for one before it ──► patience ──┐
//   sweep: the store is ahead of a room ────────────┴─► read what changed since ─► tell this process's
//   sockets
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "chat/ports/missed_message_store.hpp"
#include "net/timer_wheel.hpp"
#include "net/worker.hpp"
#include "realtime/ordered_delivery.hpp"

namespace chatter::realtime {

/// How somebody is told of a message who has heard nothing since a place: as `message:new`, `message:updated`
/// or `message:deleted`.
struct MissedEvent {
    std::string_view name;
    chat::Message message;
};

/// What to tell of messages that have changed after `told`, given by ascending version: by version again, and
/// new ones by seq. A new one that has changed since it was posted has a later version than its successors;
/// it is told as it is now, with a version that is before theirs. Threads: any (pure function).
[[nodiscard]] std::vector<MissedEvent> missed_events(std::vector<chat::Message> messages,
                                                     Sequencer::Place told);

/// The sockets of this process. Threads: any.
class LocalListeners {
  public:
    virtual ~LocalListeners() = default;
    /// Those that hear `name` hear the room too from now on.
    virtual void join(const std::string& name, chat::RoomId room) = 0;
    /// Tells those that hear `name`, a room or a user.
    virtual void tell(const std::string& name, const MissedEvent& event) = 0;
    /// Those of `rooms` that any hears.
    virtual Task<std::vector<chat::RoomId>> find_heard(std::vector<chat::RoomId> rooms) = 0;
    /// Has those that hear `room` connect anew and ask `sync`.
    virtual void have_catch_up(chat::RoomId room) = 0;
};

/// Keeps the rooms of this node's people complete. Threads: its worker, but for what says otherwise.
class MissedMessages {
  public:
    /// How long an event may wait for the one before it.
    static constexpr std::chrono::milliseconds patience{100};
    /// Between two sweeps; and while nothing comes from the other nodes.
    static constexpr std::chrono::milliseconds sweep_interval{5'000};
    static constexpr std::chrono::milliseconds lonely_sweep_interval{1'000};
    /// After the store did not answer.
    static constexpr std::chrono::milliseconds retry_interval{1'000};
    /// A room without listeners is followed for at least this long: one may be on the way.
    static constexpr std::chrono::seconds keeping{30};
    /// Who has missed more of a room is made to connect anew: `sync` is better at it.
    static constexpr std::size_t missed_max = 500;

    /// Runs a job on a thread that may deliver (OrderedDelivery).
    using Post = std::function<void(std::move_only_function<void()>)>;
    struct Parts {
        OrderedDelivery& order;
        chat::MissedMessageStore& store;
        LocalListeners& listeners;
        net::Worker& worker;
        Post post;
        std::function<bool()> is_lonely;  // whether nothing comes from the other nodes; threads: any
    };
    /// All of them outlive this, and this the running of the worker.
    explicit MissedMessages(Parts parts);

    /// Sweeps from now on. Before the worker runs.
    void start();

    /// Before a socket hears `rooms`: their events come by version from now on, from a place not after that
    /// of whatever is read about them later. Errors: the store's. Threads: any worker.
    Task<Result<void>> follow(std::vector<chat::RoomId> rooms);
    /// The store says that rooms have come to `places`, and a socket hears them. Threads: any.
    void expect(std::vector<chat::RoomPlace> places);

    /// A room that lacked something when it was told up to `told`, and when to look whether it still does.
    struct Lack {
        chat::Version told = 0;
        std::chrono::milliseconds delay = patience;
    };
    /// Reads and tells what a room lacks, if it is still told up to no more than `told`: else what was
    /// missing has come, and what is missing now has its own time. Returns whether to look again.
    Task<std::optional<Lack>> repair(chat::RoomId room, chat::Version told);
    /// Forgets what nobody hears, and looks whether the other rooms lack anything.
    Task<void> sweep();
    /// Tells somebody what was told just before they heard the room.
    Task<void> tell_late_joiner(OrderedDelivery::LateJoiner joiner);

  private:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// What `use` makes of the sequencer on a thread that may deliver.
    template <class Use>
    auto in_turn(Use use) -> Task<std::invoke_result_t<Use&, Sequencer&>>;
    void look_later(chat::RoomId room, Lack lack);
    void look_at_due();
    Task<void> repair_due();
    Task<void> sweep_and_wait();
    Task<void> compare(std::vector<chat::RoomId> rooms);
    /// False when the store does not answer.
    Task<bool> start_anew(chat::RoomId room);

    const Parts parts_;
    struct Due {
        chat::RoomId room;
        chat::Version told;
    };
    std::multimap<TimePoint, Due> due_;
    std::unordered_set<chat::RoomId> lacking_;  // the rooms in it, each once
    bool is_repairing_ = false;
    net::Timer repair_timer_;
    net::Timer sweep_timer_;
};

}  // namespace chatter::realtime
