#include "realtime/sequencer.hpp"

#include <algorithm>
#include <utility>

namespace chatter::realtime {

void Sequencer::follow(chat::RoomId id, Place seen, TimePoint now) {
    const auto [room, is_new] = rooms_.try_emplace(id);
    if (is_new) room->second.told = seen;
    room->second.followed_at = now;
}

std::optional<Sequencer::Place> Sequencer::told(chat::RoomId id) const {
    const auto found = rooms_.find(id);
    if (found == rooms_.end()) return std::nullopt;
    return found->second.told;
}

bool Sequencer::put(chat::RoomId id, Place event, Deliver deliver) {
    const auto found = rooms_.find(id);
    if (found == rooms_.end()) {
        deliver();
        return false;
    }
    auto& room = found->second;
    if (event.version <= room.told.version) return false;
    const bool lacked = room.lacks();
    if (event.version == room.told.version + 1 && room.holds == 0) {
        move_on(room, event);
        deliver();
        deliver_next(room);
    } else if (room.waiting.size() >= waiting_of_room_max || waiting_ >= waiting_max) {
        room.expected = std::max(room.expected, event.version);
    } else if (room.waiting.try_emplace(event.version, event.seq, std::move(deliver)).second) {
        ++waiting_;
    }
    return !lacked && room.lacks();
}

bool Sequencer::expect(chat::RoomId id, chat::Version version) {
    const auto found = rooms_.find(id);
    if (found == rooms_.end()) return false;
    auto& room = found->second;
    const bool lacked = room.lacks();
    room.expected = std::max(room.expected, version);
    return !lacked && room.lacks();
}

std::optional<Sequencer::Gap> Sequencer::gap(chat::RoomId id) const {
    const auto found = rooms_.find(id);
    if (found == rooms_.end() || !found->second.lacks()) return std::nullopt;
    const auto& room = found->second;
    const auto last = room.waiting.empty() ? 0 : room.waiting.rbegin()->first;
    return Gap{.told = room.told, .heard = std::max(room.expected, last)};
}

bool Sequencer::fill(chat::RoomId id, Place known, chat::Version heard) {
    const auto found = rooms_.find(id);
    if (found == rooms_.end()) return false;
    auto& room = found->second;
    move_on(room, known);
    waiting_ -= std::erase_if(room.waiting, [&](const auto& one) { return one.first <= room.told.version; });
    deliver_next(room);
    while (!room.waiting.empty() && room.waiting.begin()->first <= heard) {
        auto made_up = room.waiting.extract(room.waiting.begin());
        --waiting_;
        made_up.mapped().deliver();
    }
    if (room.expected <= heard) room.expected = 0;
    return room.lacks();
}

void Sequencer::hold(chat::RoomId id) {
    if (const auto found = rooms_.find(id); found != rooms_.end()) ++found->second.holds;
}

bool Sequencer::is_held(chat::RoomId id) const {
    const auto found = rooms_.find(id);
    return found != rooms_.end() && found->second.holds > 0;
}

bool Sequencer::release(chat::RoomId id) {
    const auto found = rooms_.find(id);
    if (found == rooms_.end()) return false;
    auto& room = found->second;
    if (room.holds > 0) --room.holds;  // none where it was forgotten meanwhile
    deliver_next(room);
    return room.lacks();
}

void Sequencer::restart(chat::RoomId id, Place place) {
    const auto found = rooms_.find(id);
    if (found == rooms_.end()) return;
    auto& room = found->second;
    waiting_ -= room.waiting.size();
    room.waiting.clear();
    room.expected = 0;
    room.told = place;
}

void Sequencer::move_on(Room& room, Place to) {
    room.told.version = std::max(room.told.version, to.version);
    room.told.seq = std::max(room.told.seq, to.seq);
}

void Sequencer::deliver_next(Room& room) {
    while (room.holds == 0 && !room.waiting.empty() && room.waiting.begin()->first == room.told.version + 1) {
        auto next = room.waiting.extract(room.waiting.begin());
        --waiting_;
        move_on(room, {.version = next.key(), .seq = next.mapped().seq});
        next.mapped().deliver();
    }
}

std::vector<chat::RoomId> Sequencer::rooms() const {
    std::vector<chat::RoomId> ids;
    ids.reserve(rooms_.size());
    for (const auto& [id, room] : rooms_) ids.push_back(id);
    return ids;
}

void Sequencer::forget(chat::RoomId id, TimePoint unfollowed_since) {
    const auto found = rooms_.find(id);
    if (found == rooms_.end() || found->second.followed_at > unfollowed_since) return;
    waiting_ -= found->second.waiting.size();
    rooms_.erase(found);
}

}  // namespace chatter::realtime
