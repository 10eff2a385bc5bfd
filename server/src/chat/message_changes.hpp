#pragma once

#include <string>

#include "base/time.hpp"
#include "chat/actor.hpp"
#include "chat/image_addresses.hpp"
#include "chat/message_name.hpp"
#include "chat/ports/message_change_store.hpp"

namespace chatter::chat {

/// Of different emoji on one message.
inline constexpr std::int64_t reactions_max = 50;
/// In one room.
inline constexpr std::int64_t pins_max = 100;

/// What becomes of messages: edit, delete, react, pin. Threads: any worker.
class MessageChanges {
  public:
    /// Both outlive this.
    MessageChanges(MessageChangeStore& store, const Clock& clock, ImageAddresses addresses = {});

    /// Errors: Errc::validation_failed (as for a new message), Errc::not_found, Errc::forbidden,
    /// Errc::message_deleted, Errc::room_archived.
    Task<Result<Message>> edit(UserId user, MessageName name, std::string content);
    /// Errors: Errc::not_found, Errc::forbidden.
    Task<Result<Message>> remove(Actor actor, MessageName name);
    /// Errors: Errc::validation_failed (not one emoji), Errc::not_found, Errc::forbidden,
    /// Errc::message_deleted, Errc::room_archived, Errc::too_many_reactions.
    Task<Result<Message>> react(UserId user, MessageName name, std::string emoji);
    /// Errors: as `react`, but for the last.
    Task<Result<Message>> take_back_reaction(UserId user, MessageName name, std::string emoji);
    /// Errors: Errc::not_found, Errc::forbidden, Errc::message_deleted, Errc::room_archived,
    /// Errc::too_many_pins, Errc::blocked.
    Task<Result<Message>> pin(UserId user, MessageName name);
    /// Errors: as `pin`, but for the last two.
    Task<Result<Message>> unpin(UserId user, MessageName name);

  private:
    [[nodiscard]] MessageTarget target(UserId user, const MessageName& name) const;

    MessageChangeStore& store_;
    const Clock& clock_;
    const ImageAddresses addresses_;
};

}  // namespace chatter::chat
