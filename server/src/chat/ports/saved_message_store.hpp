#pragma once

#include <optional>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "chat/ports/message_change_store.hpp"

namespace chatter::chat {

struct SavedMessage {
    Message message;
    Time saved_at;
};

/// A place in somebody's list of saved messages.
struct SavedPlace {
    Time saved_at;
    MessageId message_id;

    bool operator==(const SavedPlace&) const = default;
};

struct SavedPage {
    std::vector<SavedMessage> saved;        // the last saved first
    std::vector<Room> rooms;                // those of `saved`, each once, as the viewer sees them
    std::optional<SavedPlace> next_before;  // where to go on; nothing at the end
};

/// Port: messages that people have saved, each for themself. Every call may also fail with Errc::busy or
/// Errc::unavailable.
class SavedMessageStore {
  public:
    virtual ~SavedMessageStore() = default;

    /// Publishes SavedMessagesChanged, unless it is saved already. Errors: Errc::not_found (room or message
    /// unseen), Errc::message_deleted, Errc::too_many_saved.
    virtual Task<Result<void>> save_message(MessageTarget target) = 0;
    /// Publishes SavedMessagesChanged, unless it was not saved. Errors: Errc::not_found.
    virtual Task<Result<void>> unsave_message(MessageTarget target) = 0;
    /// Those before a place, or the last saved ones, of rooms that the viewer may see.
    virtual Task<Result<SavedPage>> list_saved_messages(UserId viewer, std::optional<SavedPlace> before,
                                                        std::size_t limit) = 0;
};

}  // namespace chatter::chat
