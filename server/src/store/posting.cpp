#include "store/posting.hpp"

#include "chat/errc.hpp"

namespace chatter::store {

Error no_such_room() { return Error(chat::Errc::not_found, "There is no such room."); }

Result<void> check_may_post(chat::RoomKind kind, bool archived, bool is_member) {
    if (!is_member && kind != chat::RoomKind::public_room) return std::unexpected(no_such_room());
    if (!is_member) return fail(chat::Errc::forbidden, "Join the room first.");
    if (archived) return fail(chat::Errc::room_archived, "This room has been archived.");
    return {};
}

Error reply_leads_elsewhere() {
    return Error(chat::Errc::validation_failed, "Some fields are not valid.",
                 {{"replyTo", "Must be a message of this room."}});
}

chat::Message make_message(const chat::NewMessage& message, chat::Author author, chat::Seq seq,
                           chat::Version version) {
    chat::Message posted;
    posted.id = message.id;
    posted.room_id = message.room_id;
    posted.seq = seq;
    posted.version = version;
    posted.author = std::move(author);
    posted.content = message.content;
    posted.client_id = message.client_id;
    posted.created_at = message.created_at;
    return posted;
}

}  // namespace chatter::store
