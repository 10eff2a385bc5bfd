#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "chat/entities.hpp"
#include "chat/message_name.hpp"

namespace chatter::chat {

/// What a message said before an edit.
struct MessageEdition {
    std::string content;
    Time replaced_at;
};

/// Which part of a thread. At most one of the bounds is set; none means the newest page.
struct ThreadQuery {
    std::optional<Seq> before;  // exclusive
    std::optional<Seq> after;   // exclusive
    std::size_t limit = 50;     // 1–200
};

struct ThreadPage {
    Message root;                   // the first message, be it deleted
    std::vector<Message> messages;  // replies, ascending seq
    bool has_before = false;
    bool has_after = false;
};

/// A place among threads by the latest reply, and by id where that is of the same millisecond.
struct ThreadCursor {
    Time last_reply_at;
    MessageId root_id;

    bool operator==(const ThreadCursor&) const = default;
};

struct ThreadList {
    std::vector<Message> roots;               // the latest reply first
    std::vector<Room> rooms;                  // those of `roots`, each once, as the viewer sees them
    std::optional<ThreadCursor> next_before;  // where to go on; nothing when these were the last
};

/// Port: messages that are looked up otherwise than by reading on in a room. Every call may fail with
/// Errc::not_found (room or message that the viewer may not read), Errc::busy and Errc::unavailable.
class MessageLookupStore {
  public:
    virtual ~MessageLookupStore() = default;

    virtual Task<Result<Message>> find_message(UserId viewer, MessageName name) = 0;
    /// Before each of its latest edits, oldest first; nothing once it is deleted. Errors: Errc::forbidden.
    virtual Task<Result<std::vector<MessageEdition>>> list_editions(UserId viewer, MessageName name,
                                                                    std::size_t limit) = 0;
    /// The latest pin first.
    virtual Task<Result<std::vector<Message>>> list_pins(UserId viewer, RoomId room_id) = 0;
    /// The thread that the message belongs to or would begin.
    virtual Task<Result<ThreadPage>> read_thread(UserId viewer, MessageName name, ThreadQuery query) = 0;
    /// Threads with replies that the viewer began or has said something in that still stands.
    virtual Task<Result<ThreadList>> list_threads(UserId viewer, std::optional<ThreadCursor> before,
                                                  std::size_t limit) = 0;
};

}  // namespace chatter::chat
