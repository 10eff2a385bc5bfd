#pragma once

#include <string>

#include "base/time.hpp"
#include "chat/ports/message_change_store.hpp"

namespace chatter::chat {

/// Of different emoji on one message.
inline constexpr std::int64_t reactions_max = 50;

/// Which message, as a request names it.
struct MessageName {
    RoomId room_id;
    MessageId message_id;
};

/// What becomes of messages: edit, delete, react. Threads: any worker.
class MessageChanges {
  public:
    /// Both outlive this.
    MessageChanges(MessageChangeStore& store, const Clock& clock);

    /// Errors: Errc::validation_failed (as for a new message), Errc::not_found, Errc::forbidden,
    /// Errc::message_deleted, Errc::room_archived.
    Task<Result<Message>> edit(UserId user, MessageName name, std::string content);
    /// Errors: Errc::not_found, Errc::forbidden.
    Task<Result<Message>> remove(UserId user, MessageName name);
    /// Errors: Errc::validation_failed (not one emoji), Errc::not_found, Errc::forbidden,
    /// Errc::message_deleted, Errc::room_archived, Errc::too_many_reactions.
    Task<Result<Message>> react(UserId user, MessageName name, std::string emoji);
    /// Errors: as `react`, but for the last.
    Task<Result<Message>> take_back_reaction(UserId user, MessageName name, std::string emoji);

  private:
    [[nodiscard]] MessageTarget target(UserId user, const MessageName& name) const;

    MessageChangeStore& store_;
    const Clock& clock_;
};

}  // namespace chatter::chat
