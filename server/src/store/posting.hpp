#pragma once

#include "base/result.hpp"
#include "chat/permissions.hpp"
#include "chat/ports/message_store.hpp"

/// What is the same about posting a message in every store.
namespace chatter::store {

/// What decides whether somebody may post in a room.
struct PostingRights {
    chat::Relation relation;
    bool archived = false;
    bool blocked = false;  // by the other one of a direct room of two, or that one is deactivated
};

/// Errors: chat Errc::not_found, chat Errc::forbidden, chat Errc::room_archived, chat Errc::blocked.
[[nodiscard]] Result<void> check_may_post(const PostingRights& rights);
[[nodiscard]] bool may_mention_room(const PostingRights& rights);
[[nodiscard]] Error no_such_room();
/// Whether what the message replies to, and the message whose thread it belongs to, are there, as far as it
/// names any. Errors: chat Errc::validation_failed.
[[nodiscard]] Result<void> check_references(const chat::NewMessage& message, bool has_original,
                                            bool has_thread);
/// Nobody replies in a thread whose first message is gone. Errors: chat Errc::message_deleted.
[[nodiscard]] Result<void> check_may_join_thread(bool root_is_deleted);
/// The message as it will be, without what it replies to and its image.
[[nodiscard]] chat::Message make_message(const chat::NewMessage& message, chat::Author author, chat::Seq seq,
                                         chat::Version version);

}  // namespace chatter::store
