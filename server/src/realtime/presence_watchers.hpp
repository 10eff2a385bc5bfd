// Whom the sockets of one worker watch, and what those are still to be told:
//
//   take ─► changed people ── step ─► watchers with something due ── step ─► one packet each ─► hear
//                                                  ▲                                │ not ready
//                                                  └───────────── retry ◄───────────┘
//
// What waits for a watcher is whom it concerns, not what happened: of somebody who changes again meanwhile
// only the last is told, and nothing at all when the watcher knows that already. So no watcher ever waits
// for more than one packet about those it watches, however slow it is.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "chat/presence_book.hpp"

namespace chatter::realtime {

/// Port: a socket that is told of others' presence.
class PresenceHearer {
  public:
    virtual ~PresenceHearer() = default;
    /// Whether nothing else is on its way to it.
    [[nodiscard]] virtual bool is_ready() const = 0;
    virtual void hear(std::string_view event_json) = 0;
};

/// Not shared: its worker's thread alone. All work that grows with the crowd is done in steps.
class PresenceWatchers {
  public:
    using Number = std::uint32_t;
    using People = std::vector<chat::UserId>;
    using Hidden = std::unordered_set<chat::UserId>;
    /// People whom the first socket here began to watch, and whom none does any more.
    struct Difference {
        People begun, ended;
    };

    /// What one step does at most: some milliseconds of it.
    struct Limits {
        std::size_t visits = 20'000;
        std::size_t bytes = std::size_t{256} * 1024;
        /// How often a hearer that is not ready is passed over: then the packet is its outbox's affair.
        std::size_t retries = 5;
    };

    PresenceWatchers() : PresenceWatchers(Limits{}) {}
    explicit PresenceWatchers(Limits limits) : limits_(limits) {}

    /// A socket of that user, which watches nobody yet.
    [[nodiscard]] Number begin(chat::UserId user_id, std::shared_ptr<PresenceHearer> hearer);
    Difference end(Number number);
    /// Watches those instead, each named once. The `hidden` ones show themselves as offline to it.
    Difference watch(Number number, const People& people, const Hidden& hidden);
    /// What the watcher is told of those whom its last `watch` named, now that `seen`, in the same order, is
    /// known.
    [[nodiscard]] std::vector<chat::Presence> answer(Number number,
                                                     const std::vector<chat::SeenPerson>& seen);
    /// How somebody is seen by that user.
    [[nodiscard]] static chat::Presence as_seen_by(chat::UserId viewer, const chat::SeenPerson& seen,
                                                   bool is_hidden);

    /// News, newer than all before.
    void take(const std::vector<chat::SeenPerson>& changes);
    /// From now on `id` hides from the sockets of `viewer`, or does not any more.
    void hide(chat::UserId id, chat::UserId viewer, bool is_hidden);

    /// Does a part of what there is to do; whether more remains to be done at once.
    bool step();
    /// Whether somebody was not ready: `retry` and `step` after a while.
    [[nodiscard]] bool has_put_off() const noexcept { return !put_off_.empty(); }
    void retry();

  private:
    struct Watching {
        Number watcher;
        std::uint32_t place;  // in that one's links
    };
    struct Person {
        explicit Person(chat::UserId id) { seen.presence.user_id = id; }

        chat::SeenPerson seen;
        std::string json, own_json;  // made when first told
        std::vector<Watching> watchers;
        bool is_changed = false;  // stands in changed_
    };
    struct Link {
        Person* person;
        std::uint32_t position;  // among its watchers
        chat::PresenceStatus told = chat::PresenceStatus::offline;
        bool is_hidden = false;
        bool is_due = false;
    };
    struct Watcher {
        chat::UserId user_id;
        std::shared_ptr<PresenceHearer> hearer;  // none: a free place
        std::vector<Link> links;
        std::vector<std::uint32_t> due;  // places in links
        std::uint32_t retries = 0;
        bool is_due = false;
    };

    void unlink(const std::vector<Link>& links, People& ended);
    void update(Person& person, const chat::SeenPerson& seen);
    void make_due(const Watching& watching);
    void spread();
    void deliver();
    [[nodiscard]] std::string compose(Watcher& watcher);
    [[nodiscard]] static const std::string& json_of(Person& person, bool is_own);

    const Limits limits_;
    std::unordered_map<chat::UserId, std::unique_ptr<Person>> people_;
    std::deque<Watcher> watchers_;
    std::vector<Number> free_;
    std::deque<chat::UserId> changed_;
    std::deque<Number> due_;
    std::vector<Number> put_off_;
};

}  // namespace chatter::realtime
