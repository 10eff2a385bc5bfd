#pragma once

#include <map>
#include <vector>

#include "chat/ports/message_store.hpp"

namespace chatter::store {

/// A room whose messages have changed since a client saw it.
struct ChangedRoom {
    chat::Room room;
    chat::Version after = 0;  // the version after which its changes are read
    /// The client has seen more than there is: it follows a database that was restored since. What it holds
    /// is of no use: it gets the newest page and is told to drop the rest.
    bool from_the_future = false;
};

/// What a client that has seen `seen` must be told, but for the messages of `changed`.
struct ChangesOutline {
    chat::Changes changes;  // joined and left
    std::vector<ChangedRoom> changed;
};

/// `rooms` are the viewer's. Threads: any (pure function).
[[nodiscard]] ChangesOutline outline_changes(std::vector<chat::Room> rooms,
                                             const std::map<chat::RoomId, chat::Version>& seen);

/// What is asked of the messages of changed rooms, as the parameters of a statement.
struct ChangedColumns {
    explicit ChangedColumns(const std::vector<ChangedRoom>& changed);
    std::vector<chat::RoomId> rooms;
    std::vector<chat::Version> after;
};

/// `messages` are those changed since: in the order of the rooms in `outline`, then descending seq, the
/// highest `limit` + 1 of each room. A room without any, whose messages were too much, is told of as
/// truncated. Threads: any (pure function).
[[nodiscard]] chat::Changes add_changes(ChangesOutline outline, std::vector<chat::Message> messages,
                                        std::size_t limit);

}  // namespace chatter::store
