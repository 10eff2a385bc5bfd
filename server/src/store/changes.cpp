#include "store/changes.hpp"

#include <algorithm>

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

chat::RoomChanges changes_of(ChangedRoom changed, std::vector<chat::Message> messages, std::size_t limit) {
    chat::RoomChanges changes;
    changes.truncated = changed.from_the_future || messages.size() > limit;
    if (messages.size() > limit) messages.pop_back();
    std::ranges::reverse(messages);
    changes.messages = std::move(messages);
    changes.room = std::move(changed.room);
    return changes;
}

}  // namespace chatter::store
