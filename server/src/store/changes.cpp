#include "store/changes.hpp"

#include <algorithm>
#include <iterator>

namespace chatter::store {

ChangesOutline outline_changes(std::vector<chat::Room> rooms,
                               const std::map<chat::RoomId, chat::Version>& seen) {
    ChangesOutline outline;
    auto unmatched = seen;
    for (auto& room : rooms) {
        const auto named = seen.find(room.id);
        if (named == seen.end()) {
            outline.changes.joined.push_back(std::move(room));
            continue;
        }
        unmatched.erase(room.id);
        if (named->second == room.version) continue;
        const bool from_the_future = named->second > room.version;
        const auto after = from_the_future ? 0 : std::max<chat::Version>(0, named->second);
        outline.changed.push_back(
            {.room = std::move(room), .after = after, .from_the_future = from_the_future});
    }
    for (const auto& [id, version] : unmatched) outline.changes.left.push_back(id);
    return outline;
}

ChangedColumns::ChangedColumns(const std::vector<ChangedRoom>& changed) {
    for (const auto& room : changed) {
        rooms.push_back(room.room.id);
        after.push_back(room.after);
    }
}

chat::Changes add_changes(ChangesOutline outline, std::vector<chat::Message> messages, std::size_t limit) {
    auto next = messages.begin();
    for (auto& changed : outline.changed) {
        const auto id = changed.room.id;
        chat::RoomChanges changes;
        const auto end = std::find_if(next, messages.end(),
                                      [id](const chat::Message& message) { return message.room_id != id; });
        changes.messages.assign(std::move_iterator(next), std::move_iterator(end));
        next = end;
        const bool too_many = changes.messages.size() > limit;
        const bool too_much = changes.messages.empty() && changed.room.version > changed.after;
        if (too_many) changes.messages.pop_back();
        std::ranges::reverse(changes.messages);
        changes.truncated = changed.from_the_future || too_many || too_much;
        changes.room = std::move(changed.room);
        outline.changes.rooms.emplace(id, std::move(changes));
    }
    return std::move(outline.changes);
}

}  // namespace chatter::store
