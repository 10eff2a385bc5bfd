#pragma once

#include "chat/ports/message_store.hpp"
#include "store/sqlite/writer.hpp"

/// What posts messages (chat/ports/message_store.hpp), inside the transaction of whoever calls.
namespace chatter::store::sqlite {

/// Errors: chat Errc::not_found, chat Errc::forbidden, chat Errc::room_archived, chat Errc::blocked, chat
/// Errc::validation_failed, chat Errc::message_deleted.
[[nodiscard]] Result<chat::PostedMessage> post_message(Connection& db, Events& events,
                                                       const chat::NewMessage& message);

}  // namespace chatter::store::sqlite
