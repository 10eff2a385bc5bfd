#include "chat/presence_book.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace chatter::chat {

PresenceStatus PresenceBook::local_status(const Person& person, Instant now) noexcept {
    if (person.online > 0 || person.online_until > now) return PresenceStatus::online;
    if (person.away > 0 || person.away_until > now) return PresenceStatus::away;
    return PresenceStatus::offline;
}

PresenceStatus PresenceBook::connected_status(const Person& person, Instant now) noexcept {
    auto highest = local_status(person, now);
    for (const auto& other : person.elsewhere) highest = std::max(highest, other.connected);
    return highest;
}

SeenPerson PresenceBook::view(UserId id, const Person& person, Moment now) {
    const bool is_seen = person.now.seen != PresenceStatus::offline;
    return {.presence = {.user_id = id,
                         .status = person.now.seen,
                         .last_seen_at = is_seen ? std::optional(now.time) : person.last_seen_at},
            .own = person.now.own,
            .knows_last_seen = is_seen || person.last_seen_at || person.knows_last_seen};
}

void PresenceBook::settle(UserId id, Person& person, Moment now) {
    const auto connected = connected_status(person, now.instant);
    const auto seen = person.deactivated ? PresenceStatus::offline : seen_status(connected, person.chosen);
    const bool was_seen = person.now.seen != PresenceStatus::offline;
    const bool is_local = local_status(person, now.instant) != PresenceStatus::offline;
    if (seen != PresenceStatus::offline && !was_seen && is_local) note_seen(id, person, now.time);
    if (seen == PresenceStatus::offline && was_seen) {
        const bool has_connections = person.online + person.away > 0;
        const auto last = has_connections ? now.time : person.ended_at.value_or(now.time);
        // What another node's connections were it keeps itself.
        if (has_connections || person.ended_at)
            note_seen(id, person, last);
        else
            person.last_seen_at = last;
    }
    person.now = {.seen = seen,
                  .own = person.deactivated ? seen : own_status(connected, person.chosen),
                  .local = local_status(person, now.instant),
                  .chosen = person.chosen};
    if (person.now != person.told && !std::exchange(person.is_changed, true)) changed_.push_back(id);
}

void PresenceBook::note_seen(UserId id, Person& person, Time at) {
    person.last_seen_at = at;
    if (!std::exchange(person.is_seen, true)) seen_.push_back(id);
}

void PresenceBook::connect(UserId id, ChosenPresence chosen, Moment now) {
    auto& person = people_[id];
    const bool is_first = local_status(person, now.instant) == PresenceStatus::offline;
    if (is_first && person.choice_fresh_until <= now.instant) {
        person.chosen = chosen;
        person.deactivated = false;
    }
    ++person.online;
    settle(id, person, now);
}

void PresenceBook::change(UserId id, PresenceStatus from, PresenceStatus to, Moment now) {
    const auto found = people_.find(id);
    assert(found != people_.end());
    auto& person = found->second;
    --(from == PresenceStatus::online ? person.online : person.away);
    ++(to == PresenceStatus::online ? person.online : person.away);
    settle(id, person, now);
}

void PresenceBook::disconnect(UserId id, PresenceStatus was, Moment now) {
    const auto found = people_.find(id);
    assert(found != people_.end());
    auto& person = found->second;
    --(was == PresenceStatus::online ? person.online : person.away);
    (was == PresenceStatus::online ? person.online_until : person.away_until) = now.instant + grace_;
    person.ended_at = now.time;
    expiries_.push_back({.at = now.instant + grace_, .user_id = id});
    settle(id, person, now);
}

void PresenceBook::choose(UserId id, ChosenPresence chosen, bool deactivated, Moment now) {
    auto& person = people_[id];
    person.chosen = chosen;
    person.deactivated = deactivated;
    person.choice_fresh_until = now.instant + grace_;
    expiries_.push_back({.at = person.choice_fresh_until, .user_id = id});
    settle(id, person, now);
}

std::uint32_t PresenceBook::node_number(const std::string& node) {
    const auto known = std::ranges::find(nodes_, node);
    if (known != nodes_.end()) return static_cast<std::uint32_t>(known - nodes_.begin());
    const auto free = std::ranges::find(nodes_, std::string());
    if (free != nodes_.end()) {
        *free = node;
        return static_cast<std::uint32_t>(free - nodes_.begin());
    }
    nodes_.push_back(node);
    return static_cast<std::uint32_t>(nodes_.size() - 1);
}

void PresenceBook::say_elsewhere(Person& person, std::uint32_t node, PresenceStatus connected) {
    std::erase_if(person.elsewhere, [node](const Elsewhere& other) { return other.node == node; });
    if (connected != PresenceStatus::offline)
        person.elsewhere.push_back({.node = node, .connected = connected});
}

void PresenceBook::hear(const std::string& node, const NodePresence& said, Moment now) {
    auto& person = people_[said.user_id];
    say_elsewhere(person, node_number(node), said.connected);
    if (person.choice_fresh_until <= now.instant) person.chosen = said.chosen;
    settle(said.user_id, person, now);
    forget_if_unneeded(said.user_id, now);
}

void PresenceBook::forget(const std::string& node, Moment now) {
    const auto known = std::ranges::find(nodes_, node);
    if (known == nodes_.end()) return;
    const auto number = static_cast<std::uint32_t>(known - nodes_.begin());
    known->clear();
    std::vector<UserId> lost;
    for (auto& [id, person] : people_) {
        const auto count = person.elsewhere.size();
        say_elsewhere(person, number, PresenceStatus::offline);
        if (person.elsewhere.size() != count) lost.push_back(id);
    }
    for (const auto& id : lost) {
        settle(id, people_.at(id), now);
        forget_if_unneeded(id, now);
    }
}

std::vector<NodePresence> PresenceBook::local(Moment now) const {
    std::vector<NodePresence> said;
    for (const auto& [id, person] : people_) {
        const auto connected = local_status(person, now.instant);
        if (connected != PresenceStatus::offline)
            said.push_back({.user_id = id, .connected = connected, .chosen = person.chosen});
    }
    return said;
}

void PresenceBook::watch(Listener listener, const std::vector<UserId>& ids) {
    for (const auto& id : ids) people_[id].listeners.set(listener);
}

void PresenceBook::unwatch(Listener listener, const std::vector<UserId>& ids, Moment now) {
    for (const auto& id : ids) {
        const auto found = people_.find(id);
        if (found == people_.end()) continue;
        found->second.listeners.reset(listener);
        forget_if_unneeded(id, now);
    }
}

std::vector<SeenPerson> PresenceBook::look(const std::vector<UserId>& ids, Moment now) {
    std::vector<SeenPerson> seen;
    seen.reserve(ids.size());
    for (const auto& id : ids) {
        const auto found = people_.find(id);
        if (found == people_.end()) {
            seen.push_back({.presence = {.user_id = id}});
            continue;
        }
        auto& person = found->second;
        if (person.is_changed) person.is_shown_ahead = true;
        seen.push_back(view(id, person, now));
    }
    return seen;
}

void PresenceBook::learn(const std::vector<UserId>& ids, const std::vector<LastSeen>& stored) {
    for (const auto& id : ids)
        if (const auto found = people_.find(id); found != people_.end()) found->second.knows_last_seen = true;
    for (const auto& [id, at] : stored) {
        const auto found = people_.find(id);
        if (found == people_.end()) continue;
        auto& known = found->second.last_seen_at;
        known = known ? std::max(*known, at) : at;
    }
}

void PresenceBook::expire(Moment now) {
    while (!expiries_.empty() && expiries_.front().at <= now.instant) {
        const auto id = expiries_.front().user_id;
        expiries_.pop_front();
        const auto found = people_.find(id);
        if (found == people_.end()) continue;
        settle(id, found->second, now);
        forget_if_unneeded(id, now);
    }
}

std::optional<PresenceBook::Instant> PresenceBook::next_expiry() const {
    if (expiries_.empty()) return std::nullopt;
    return expiries_.front().at;
}

PresenceBook::Changes PresenceBook::take_changes(Moment now) {
    Changes changes;
    changes.by_listener.resize(listeners_);
    for (const auto& id : std::exchange(changed_, {})) {
        auto& person = people_.at(id);
        person.is_changed = false;
        const bool looks_other = person.now.seen != person.told.seen || person.now.own != person.told.own;
        if (std::exchange(person.is_shown_ahead, false) || looks_other) {
            const auto seen = view(id, person, now);
            for (Listener listener = 0; listener < listeners_; ++listener)
                if (person.listeners.test(listener)) changes.by_listener[listener].push_back(seen);
        }
        if (person.now.local != person.told.local ||
            (person.now.chosen != person.told.chosen && person.now.local != PresenceStatus::offline))
            changes.for_nodes.push_back(
                {.user_id = id, .connected = person.now.local, .chosen = person.now.chosen});
        person.told = person.now;
        forget_if_unneeded(id, now);
    }
    return changes;
}

std::vector<LastSeen> PresenceBook::take_seen(std::size_t count, Moment now) {
    std::vector<LastSeen> taken;
    while (!seen_.empty() && taken.size() < count) {
        const auto id = seen_.front();
        seen_.pop_front();
        auto& person = people_.at(id);
        person.is_seen = false;
        taken.push_back({.user_id = id, .at = *person.last_seen_at});
        forget_if_unneeded(id, now);
    }
    return taken;
}

void PresenceBook::see_everybody(Moment now) {
    for (auto& [id, person] : people_) {
        if (person.now.seen == PresenceStatus::offline) continue;
        if (person.online + person.away > 0)
            note_seen(id, person, now.time);
        else if (person.ended_at)
            note_seen(id, person, *person.ended_at);
    }
}

void PresenceBook::forget_if_unneeded(UserId id, Moment now) {
    const auto found = people_.find(id);
    const auto& person = found->second;
    if (connected_status(person, now.instant) != PresenceStatus::offline || person.listeners.any() ||
        person.is_changed || person.is_seen || person.choice_fresh_until > now.instant)
        return;
    people_.erase(found);
}

}  // namespace chatter::chat
