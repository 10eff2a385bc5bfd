// The message events of a room come from several nodes, each in its own order. Sockets hear them by version:
//
//   this node's store ──► put ──┐
//   other nodes ────────► put ──┴─► room: told up to 7 · waiting: 9, 10 ──► sockets of this node
//                                          8 has not come: after a moment it is read from the store
//
// A room is followed from a place on that the store named before anybody here heard it. What is told twice is
// let lie.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "chat/entities.hpp"

namespace chatter::realtime {

/// Not shared: one thread at a time.
class Sequencer {
  public:
    using Deliver = std::move_only_function<void()>;
    using TimePoint = std::chrono::steady_clock::time_point;
    /// What may wait of one room, and of all. What is beyond that the store will tell.
    static constexpr std::size_t waiting_of_room_max = 1000;
    static constexpr std::size_t waiting_max = 50'000;

    /// Where a room stands.
    struct Place {
        chat::Version version = 0;
        chat::Seq seq = 0;  // of its newest message at that version

        bool operator==(const Place&) const = default;
    };
    /// Something is missing after `told`: there is word of versions up to `heard`.
    struct Gap {
        Place told;
        chat::Version heard = 0;
    };

    /// Follows a room from `seen` on. One that is followed goes on as it was, and is kept for longer.
    void follow(chat::RoomId id, Place seen, TimePoint now);
    /// Up to where a room has been told. Nothing when it is not followed.
    [[nodiscard]] std::optional<Place> told(chat::RoomId id) const;

    /// An event with the room's next version, or a later one; `seq` is that of a new message, else 0.
    /// Delivers whatever can be delivered now: a room that is not followed has no order. Returns whether
    /// something is missing that was not a moment ago.
    [[nodiscard]] bool put(chat::RoomId id, Place event, Deliver deliver);
    /// The store says that the room is at `version`. Returns whether something is missing that was not a
    /// moment ago.
    [[nodiscard]] bool expect(chat::RoomId id, chat::Version version);

    [[nodiscard]] std::optional<Gap> gap(chat::RoomId id) const;
    /// All up to `known` has been told by other means, and the store, asked after `heard` was, knows nothing
    /// later. Delivers what comes next, and as it came what claims a version up to `heard` that the store
    /// does not know: another process made it up. Returns whether something is missing still.
    [[nodiscard]] bool fill(chat::RoomId id, Place known, chat::Version heard);
    /// From now on the room's events wait, until release() was called as often.
    void hold(chat::RoomId id);
    [[nodiscard]] bool is_held(chat::RoomId id) const;
    /// Delivers what comes next. Returns whether something is missing.
    [[nodiscard]] bool release(chat::RoomId id);
    /// Goes on from `place`, whatever was told or waits.
    void restart(chat::RoomId id, Place place);

    [[nodiscard]] std::vector<chat::RoomId> rooms() const;
    /// Unless follow() was called for it since.
    void forget(chat::RoomId id, TimePoint unfollowed_since);

  private:
    struct Waiting {
        chat::Seq seq;
        Deliver deliver;
    };
    struct Room {
        Place told;
        chat::Version expected = 0;
        std::size_t holds = 0;
        std::map<chat::Version, Waiting> waiting;  // later than the next one, unless it is held
        TimePoint followed_at;

        [[nodiscard]] bool lacks() const { return !waiting.empty() || expected > told.version; }
    };

    static void move_on(Room& room, Place to);
    void deliver_next(Room& room);

    std::unordered_map<chat::RoomId, Room> rooms_;
    std::size_t waiting_ = 0;
};

}  // namespace chatter::realtime
