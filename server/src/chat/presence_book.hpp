// Who is here, and who is to be told of it: the rules of presence without sockets, threads or a clock.
//
//   connections ── connect, change, disconnect ─►┐
//   other nodes ── hear, forget ────────────────►│ a person ─► take_changes ─► the listeners that watch them,
//   their choice ─ choose ──────────────────────►┘         │                   and the other nodes
//                                                          └─► take_seen ────► the store
//
// Of all connections the highest status counts, and each still counts for `grace` after its end, so that a
// reload or a lost connection that comes back changes nothing. Changes collect until they are taken: whoever
// came and went meanwhile has not changed.
#pragma once

#include <bitset>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "chat/presence.hpp"

namespace chatter::chat {

/// When something happens: `time` is what people are told, `instant` what waits are measured by.
struct Moment {
    Time time;
    std::chrono::steady_clock::time_point instant;
};

/// What everybody may be told of one person.
struct SeenPerson {
    Presence presence;                             // as others see them
    PresenceStatus own = PresenceStatus::offline;  // as their own sockets do
    bool knows_last_seen = false;                  // else the store does
};

/// What the connections of one node say of a person, as nodes tell each other.
struct NodePresence {
    UserId user_id;
    PresenceStatus connected = PresenceStatus::offline;
    ChosenPresence chosen = ChosenPresence::automatic;
};

/// Not shared: one thread at a time.
class PresenceBook {
  public:
    using Duration = std::chrono::milliseconds;
    using Instant = std::chrono::steady_clock::time_point;
    /// Who passes changes on, such as a worker: a number below `listeners`.
    using Listener = std::size_t;
    static constexpr std::size_t listeners_max = 256;

    PresenceBook(Duration grace, std::size_t listeners) : grace_(grace), listeners_(listeners) {}

    /// A connection of this node, which is online; `chosen` is what the store said of its user.
    void connect(UserId id, ChosenPresence chosen, Moment now);
    void change(UserId id, PresenceStatus from, PresenceStatus to, Moment now);
    void disconnect(UserId id, PresenceStatus was, Moment now);
    /// What a person chose, be they here or not. Whoever is deactivated is offline.
    void choose(UserId id, ChosenPresence chosen, bool deactivated, Moment now);

    /// What another node says of one person, and that it says nothing any more.
    void hear(const std::string& node, const NodePresence& said, Moment now);
    void forget(const std::string& node, Moment now);
    /// What this node says of everybody who is connected to it.
    [[nodiscard]] std::vector<NodePresence> local(Moment now) const;

    /// From now on the listener is told of them.
    void watch(Listener listener, const std::vector<UserId>& ids);
    void unwatch(Listener listener, const std::vector<UserId>& ids, Moment now);
    /// Those people as they are now, in that order. A change of whoever is shown here before it was taken
    /// is told even when it is undone meanwhile.
    [[nodiscard]] std::vector<SeenPerson> look(const std::vector<UserId>& ids, Moment now);
    /// What the store knows of some who are watched; nothing of whoever never was here.
    void learn(const std::vector<UserId>& ids, const std::vector<LastSeen>& stored);

    /// Ends the grace of whom it is over for.
    void expire(Moment now);
    /// When `expire` is wanted next.
    [[nodiscard]] std::optional<Instant> next_expiry() const;

    [[nodiscard]] bool has_changes() const noexcept { return !changed_.empty(); }
    struct Changes {
        std::vector<std::vector<SeenPerson>> by_listener;
        std::vector<NodePresence> for_nodes;
    };
    [[nodiscard]] Changes take_changes(Moment now);

    [[nodiscard]] bool has_seen() const noexcept { return !seen_.empty(); }
    /// At most `count` of those whose last seen time the store lacks.
    [[nodiscard]] std::vector<LastSeen> take_seen(std::size_t count, Moment now);
    /// Everybody who is here is seen now: for the end of the process.
    void see_everybody(Moment now);

    /// How many people it holds: who is here, was a moment ago, or is watched.
    [[nodiscard]] std::size_t size() const noexcept { return people_.size(); }

  private:
    struct Elsewhere {
        std::uint32_t node;
        PresenceStatus connected;
    };
    struct Told {
        PresenceStatus seen = PresenceStatus::offline;
        PresenceStatus own = PresenceStatus::offline;
        PresenceStatus local = PresenceStatus::offline;
        ChosenPresence chosen = ChosenPresence::automatic;

        bool operator==(const Told&) const = default;
    };
    struct Person {
        std::uint32_t online = 0;  // connections
        std::uint32_t away = 0;
        Instant online_until{};  // connections that have ended count up to then
        Instant away_until{};
        Instant choice_fresh_until{};  // what was chosen is newer than what a connection brings along
        std::vector<Elsewhere> elsewhere;
        std::bitset<listeners_max> listeners;
        std::optional<Time> last_seen_at;  // of whoever is not seen now
        std::optional<Time> ended_at;      // the last connection that did
        Told now, told;
        ChosenPresence chosen = ChosenPresence::automatic;
        bool deactivated = false;
        bool is_changed = false;      // stands in changed_
        bool is_shown_ahead = false;  // was shown as they are before that was told
        bool is_seen = false;         // stands in seen_
        bool knows_last_seen = false;
    };
    using People = std::unordered_map<UserId, Person>;

    [[nodiscard]] static PresenceStatus local_status(const Person& person, Instant now) noexcept;
    [[nodiscard]] static PresenceStatus connected_status(const Person& person, Instant now) noexcept;
    [[nodiscard]] static SeenPerson view(UserId id, const Person& person, Moment now);
    /// Works out what a person is now, after anything about them has changed.
    void settle(UserId id, Person& person, Moment now);
    void note_seen(UserId id, Person& person, Time at);
    void say_elsewhere(Person& person, std::uint32_t node, PresenceStatus connected);
    void forget_if_unneeded(UserId id, Moment now);
    [[nodiscard]] std::uint32_t node_number(const std::string& node);

    const Duration grace_;
    const std::size_t listeners_;
    People people_;
    std::vector<UserId> changed_;
    std::deque<UserId> seen_;
    struct Expiry {
        Instant at;
        UserId user_id;
    };
    std::deque<Expiry> expiries_;  // one for each end of a connection, so ascending
    std::vector<std::string> nodes_;
};

}  // namespace chatter::chat
