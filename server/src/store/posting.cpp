#include "store/posting.hpp"

#include "chat/errc.hpp"

namespace chatter::store {

Error no_such_room() { return Error(chat::Errc::not_found, "There is no such room."); }

Result<void> check_may_post(const PostingRights& rights) {
    if (auto may = chat::check(chat::Action::post_message, rights.relation); !may) return may;
    if (rights.archived) return fail(chat::Errc::room_archived, "This room has been archived.");
    if (rights.blocked) return fail(chat::Errc::blocked, "You cannot write to this person.");
    return {};
}

bool may_mention_room(const PostingRights& rights) {
    return chat::decide(chat::Action::mention_room, rights.relation) == chat::Decision::allowed;
}

Result<void> check_references(const chat::NewMessage& message, bool has_original, bool has_thread) {
    std::vector<FieldError> errors;
    if (message.reply_to && !has_original) errors.push_back({"replyTo", "Must be a message of this room."});
    if (message.thread_of && !has_thread) errors.push_back({"threadOf", "Must be a message of this room."});
    if (errors.empty()) return {};
    return fail(chat::Errc::validation_failed, "Some fields are not valid.", std::move(errors));
}

Result<void> check_may_join_thread(bool root_is_deleted) {
    if (!root_is_deleted) return {};
    return fail(chat::Errc::message_deleted, "The message that this thread begins with has been deleted.");
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
