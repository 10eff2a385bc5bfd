#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "chat/entities.hpp"

namespace chatter::chat {

/// A message, and who acts on it when.
struct MessageTarget {
    UserId user_id;
    RoomId room_id;
    MessageId message_id;
    Time at;
    std::string address = {};  // whence the user acts, where the audit log wants to know
};

struct MessageEdit {
    MessageTarget target;
    std::string content;
    std::optional<ImageId> image_id;           // of an `[img]` message whose address is one of ours
    std::vector<std::string> mentioned_names;  // lower-case usernames after an @; only members count
    bool mentions_room = false;                // wanted; counts, instead of the names, if the author may
};

/// Port: what becomes of a message once it is said. Each call gives back the message as it is then, its
/// version the room's next, and publishes MessageUpdated or MessageDeleted; one that changes nothing
/// publishes nothing and leaves the versions alone. Every call may fail with Errc::not_found (room or message
/// unseen), Errc::forbidden (chat/permissions.hpp), Errc::busy and Errc::unavailable.
class MessageChangeStore {
  public:
    virtual ~MessageChangeStore() = default;

    /// Keeps what was said before, and counts mentions anew. Errors: Errc::message_deleted,
    /// Errc::room_archived, Errc::blocked (as for a new message).
    virtual Task<Result<Message>> edit_message(MessageEdit edit) = 0;
    /// Its place stays; content, image, reactions, mentions, pin and what it said before go. It is unread to
    /// nobody from then on. For a reply in a thread the thread's first message, which counts one less, moves
    /// on after it, with a MessageUpdated of its own. Noted in the audit log, unless it is the
    /// author's own.
    virtual Task<Result<Message>> delete_message(MessageTarget target) = 0;
    /// Errors: Errc::message_deleted, Errc::room_archived, Errc::too_many_reactions, Errc::blocked.
    virtual Task<Result<Message>> add_reaction(MessageTarget target, std::string emoji) = 0;
    /// Only the user's own. Errors: Errc::message_deleted, Errc::room_archived.
    virtual Task<Result<Message>> remove_reaction(MessageTarget target, std::string emoji) = 0;
    /// Errors: Errc::message_deleted, Errc::room_archived, Errc::too_many_pins, Errc::blocked.
    virtual Task<Result<Message>> pin_message(MessageTarget target) = 0;
    /// Errors: Errc::message_deleted, Errc::room_archived.
    virtual Task<Result<Message>> unpin_message(MessageTarget target) = 0;
};

}  // namespace chatter::chat
