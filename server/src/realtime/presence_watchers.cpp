#include "realtime/presence_watchers.hpp"

#include <boost/json/serialize.hpp>
#include <utility>

#include "wire/entities.hpp"

namespace chatter::realtime {

PresenceWatchers::Number PresenceWatchers::begin(chat::UserId user_id,
                                                 std::shared_ptr<PresenceHearer> hearer) {
    Number number = 0;
    if (free_.empty()) {
        number = static_cast<Number>(watchers_.size());
        watchers_.emplace_back();
    } else {
        number = free_.back();
        free_.pop_back();
    }
    watchers_[number].user_id = user_id;
    watchers_[number].hearer = std::move(hearer);
    return number;
}

PresenceWatchers::Difference PresenceWatchers::end(Number number) {
    Difference difference;
    unlink(watchers_[number].links, difference.ended);
    watchers_[number] = Watcher();
    free_.push_back(number);
    return difference;
}

PresenceWatchers::Difference PresenceWatchers::watch(Number number, const People& people,
                                                     const Hidden& hidden) {
    Difference difference;
    auto& watcher = watchers_[number];
    const auto before = std::exchange(watcher.links, {});
    watcher.due.clear();
    watcher.links.reserve(people.size());
    // The new ones first: who is on both lists is not forgotten in between.
    for (const auto& id : people) {
        auto& person = people_[id];
        if (!person) {
            person = std::make_unique<Person>(id);
            difference.begun.push_back(id);
        }
        const auto place = static_cast<std::uint32_t>(watcher.links.size());
        watcher.links.push_back({.person = person.get(),
                                 .position = static_cast<std::uint32_t>(person->watchers.size()),
                                 .is_hidden = hidden.contains(id)});
        person->watchers.push_back({.watcher = number, .place = place});
    }
    unlink(before, difference.ended);
    return difference;
}

void PresenceWatchers::unlink(const std::vector<Link>& links, People& ended) {
    for (const auto& link : links) {
        auto& watching = link.person->watchers;
        const auto last = watching.back();
        watching.pop_back();
        if (link.position < watching.size()) {
            watching[link.position] = last;
            watchers_[last.watcher].links[last.place].position = link.position;
        }
        if (!watching.empty()) continue;
        const auto id = link.person->seen.presence.user_id;
        ended.push_back(id);
        people_.erase(id);
    }
}

chat::Presence PresenceWatchers::as_seen_by(chat::UserId viewer, const chat::SeenPerson& seen,
                                            bool is_hidden) {
    if (is_hidden) return {.user_id = seen.presence.user_id};
    auto presence = seen.presence;
    if (presence.user_id == viewer) presence.status = seen.own;
    return presence;
}

std::vector<chat::Presence> PresenceWatchers::answer(Number number,
                                                     const std::vector<chat::SeenPerson>& seen) {
    auto& watcher = watchers_[number];
    std::vector<chat::Presence> answers;
    answers.reserve(seen.size());
    for (std::size_t i = 0; i < seen.size(); ++i) {
        auto& link = watcher.links[i];
        update(*link.person, seen[i]);
        answers.push_back(as_seen_by(watcher.user_id, seen[i], link.is_hidden));
        link.told = answers.back().status;
    }
    return answers;
}

void PresenceWatchers::update(Person& person, const chat::SeenPerson& seen) {
    person.seen = seen;
    person.json.clear();
    person.own_json.clear();
}

void PresenceWatchers::take(const std::vector<chat::SeenPerson>& changes) {
    for (const auto& seen : changes) {
        const auto found = people_.find(seen.presence.user_id);
        if (found == people_.end()) continue;
        auto& person = *found->second;
        update(person, seen);
        if (!std::exchange(person.is_changed, true)) changed_.push_back(seen.presence.user_id);
    }
}

void PresenceWatchers::hide(chat::UserId id, chat::UserId viewer, bool is_hidden) {
    const auto found = people_.find(id);
    if (found == people_.end()) return;
    for (const auto& watching : found->second->watchers) {
        auto& watcher = watchers_[watching.watcher];
        if (watcher.user_id != viewer) continue;
        watcher.links[watching.place].is_hidden = is_hidden;
        make_due(watching);
    }
}

bool PresenceWatchers::step() {
    if (!changed_.empty())
        spread();
    else
        deliver();
    return !changed_.empty() || !due_.empty();
}

void PresenceWatchers::make_due(const Watching& watching) {
    auto& watcher = watchers_[watching.watcher];
    if (std::exchange(watcher.links[watching.place].is_due, true)) return;
    watcher.due.push_back(watching.place);
    if (!std::exchange(watcher.is_due, true)) due_.push_back(watching.watcher);
}

void PresenceWatchers::spread() {
    for (std::size_t visits = 0; visits < limits_.visits && !changed_.empty();) {
        const auto found = people_.find(changed_.front());
        changed_.pop_front();
        ++visits;
        if (found == people_.end()) continue;
        found->second->is_changed = false;
        for (const auto& watching : found->second->watchers) make_due(watching);
        visits += found->second->watchers.size();
    }
}

void PresenceWatchers::deliver() {
    for (std::size_t bytes = 0; bytes < limits_.bytes && !due_.empty();) {
        const auto number = due_.front();
        due_.pop_front();
        auto& watcher = watchers_[number];
        if (!watcher.is_due) continue;  // it has gone, or was told with another of its turns
        if (!watcher.hearer->is_ready() && watcher.retries < limits_.retries) {
            ++watcher.retries;
            put_off_.push_back(number);
            continue;
        }
        watcher.retries = 0;
        watcher.is_due = false;
        const auto packet = compose(watcher);
        bytes += packet.size() + 1;
        // It may end the watcher: its outbox is full.
        if (const auto hearer = watcher.hearer; !packet.empty()) hearer->hear(packet);
    }
}

void PresenceWatchers::retry() {
    for (const auto number : std::exchange(put_off_, {})) due_.push_back(number);
}

/// Empty when the watcher knows everything already.
std::string PresenceWatchers::compose(Watcher& watcher) {
    constexpr std::string_view head = R"(["presence",{"changes":[)";
    std::string packet;
    for (const auto place : std::exchange(watcher.due, {})) {
        auto& link = watcher.links[place];
        link.is_due = false;
        auto& person = *link.person;
        const auto presence = as_seen_by(watcher.user_id, person.seen, link.is_hidden);
        if (presence.status == link.told) continue;
        link.told = presence.status;
        packet += packet.empty() ? head : ",";
        packet += link.is_hidden ? boost::json::serialize(wire::to_json(presence))
                                 : json_of(person, presence.user_id == watcher.user_id);
    }
    if (!packet.empty()) packet += "]}]";
    return packet;
}

const std::string& PresenceWatchers::json_of(Person& person, bool is_own) {
    auto& json = is_own ? person.own_json : person.json;
    if (json.empty()) {
        auto presence = person.seen.presence;
        if (is_own) presence.status = person.seen.own;
        json = boost::json::serialize(wire::to_json(presence));
    }
    return json;
}

}  // namespace chatter::realtime
