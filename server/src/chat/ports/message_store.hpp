#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "chat/entities.hpp"

namespace chatter::chat {

struct NewMessage {
    MessageId id;
    RoomId room_id;
    UserId author_id;
    std::string content;
    std::string client_id;  // unique per author, for ever
    std::optional<MessageId> reply_to;
    std::optional<MessageId> thread_of;        // a message of the thread: its first one, or another reply
    std::optional<ImageId> image_id;           // of an `[img]` message whose address is one of ours
    std::vector<std::string> mentioned_names;  // lower-case usernames after an @; only members count
    bool mentions_room = false;                // wanted; counts, instead of the names, if the author may
    Time created_at;
};

struct PostedMessage {
    Message message;
    bool repeated = false;  // this author sent this client_id before: `message` is the first one
};

/// Which part of a room's history. At most one of the bounds is set; none means the newest page.
/// At which state a room's history is. While neither count moves, every page of it stays as it is.
struct RoomAccess {
    Version version = 0;               // of the room
    std::int64_t profile_changes = 0;  // how often anybody's name or picture has changed

    bool operator==(const RoomAccess&) const = default;
};

/// Whether history of state `a` shows all that history of state `b` would.
[[nodiscard]] inline bool is_as_new(const RoomAccess& a, const RoomAccess& b) {
    return a.version >= b.version && a.profile_changes >= b.profile_changes;
}

struct HistoryQuery {
    std::optional<Seq> before;  // exclusive
    std::optional<Seq> after;   // exclusive
    std::optional<Seq> around;  // inclusive
    std::size_t limit = 50;     // 1–200
    RoomAccess at_least = {};   // what the reader may have heard of already: no older page will do
};

struct HistoryPage {
    std::vector<Message> messages;  // ascending seq
    bool has_before = false;
    bool has_after = false;
    Version version = 0;               // of the room, read in the same snapshot
    std::int64_t profile_changes = 0;  // likewise
};

struct RoomChanges {
    Room room;
    std::vector<Message> messages;  // changed since, ascending seq
    bool truncated = false;         // there were more: only those with the highest seq are here
};

struct Changes {
    std::map<RoomId, RoomChanges> rooms;
    std::vector<Room> joined;  // the viewer's rooms that the client did not name
    std::vector<RoomId> left;  // rooms it named that are no longer the viewer's
};

/// Port: what was said. Every call may also fail with Errc::busy or Errc::unavailable.
class MessageStore {
  public:
    virtual ~MessageStore() = default;

    /// In one transaction: membership, the repeat of a client_id, the next seq and version. The answer comes
    /// once the message is durable; MessagePosted is published once, not for a repeat. Errors:
    /// Errc::not_found (room unseen by the author), Errc::forbidden (seen, not a member),
    /// Errc::blocked (by the other of a direct room of two), Errc::room_archived, Errc::validation_failed
    /// (reply_to or thread_of is no message of this room), Errc::message_deleted (the thread's first one).
    /// For a reply in a thread the first message, which counts it, moves on just after it, with a
    /// MessageUpdated of its own.
    virtual Task<Result<PostedMessage>> post_message(NewMessage message) = 0;
    /// Whether `viewer` may read the room's history, and at which state it is: cheap enough to ask every
    /// time. Errors: Errc::not_found.
    virtual Task<Result<RoomAccess>> find_room_access(UserId viewer, RoomId room_id) = 0;
    /// Public rooms can be read without membership. Errors: Errc::not_found.
    virtual Task<Result<HistoryPage>> read_history(UserId viewer, RoomId room_id, HistoryQuery query) = 0;
    /// What changed in the viewer's rooms after the versions given; at most `limit` messages a room.
    virtual Task<Result<Changes>> read_changes(UserId viewer, std::map<RoomId, Version> seen,
                                               std::size_t limit) = 0;
};

}  // namespace chatter::chat
