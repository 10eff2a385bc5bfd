#pragma once

#include "base/result.hpp"
#include "chat/ports/message_store.hpp"

/// What is the same about posting a message in every store.
namespace chatter::store {

/// Errors: chat Errc::not_found, chat Errc::forbidden, chat Errc::room_archived.
[[nodiscard]] Result<void> check_may_post(chat::RoomKind kind, bool archived, bool is_member);
[[nodiscard]] Error no_such_room();
/// chat Errc::validation_failed.
[[nodiscard]] Error reply_leads_elsewhere();
/// The message as it will be, without what it replies to and its image.
[[nodiscard]] chat::Message make_message(const chat::NewMessage& message, chat::Author author, chat::Seq seq,
                                         chat::Version version);

}  // namespace chatter::store
