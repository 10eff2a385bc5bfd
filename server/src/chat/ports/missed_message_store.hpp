#pragma once

#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "chat/entities.hpp"

namespace chatter::chat {

/// Up to where the messages of a room have come.
struct RoomPlace {
    RoomId id;
    Version version = 0;
    Seq last_seq = 0;

    bool operator==(const RoomPlace&) const = default;
};

/// Port: what happened in rooms, for a node that may not have heard of it. Nobody's permission is asked. What
/// was committed before the question is in the answer. Every call may also fail with Errc::busy or
/// Errc::unavailable.
class MissedMessageStore {
  public:
    virtual ~MissedMessageStore() = default;

    /// Of those rooms that there are, in any order.
    virtual Task<Result<std::vector<RoomPlace>>> find_places(std::vector<RoomId> rooms) = 0;
    /// The messages changed after a version, as they are now, by ascending version: the first `limit`. When
    /// there are fewer, that is all up to the highest version among them.
    virtual Task<Result<std::vector<Message>>> read_missed(RoomId room, Version after, std::size_t limit) = 0;
};

}  // namespace chatter::chat
