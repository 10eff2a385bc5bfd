#include "chat/message_changes.hpp"

#include "chat/emoji.hpp"
#include "chat/mentions.hpp"
#include "chat/validation.hpp"

namespace chatter::chat {

namespace {

Result<void> check_emoji(std::string_view emoji) {
    Validation validation;
    if (!is_emoji(emoji)) validation.check("emoji", "Must be one emoji.");
    return validation.result();
}

}  // namespace

MessageChanges::MessageChanges(MessageChangeStore& store, const Clock& clock, ImageAddresses addresses)
    : store_(store), clock_(clock), addresses_(std::move(addresses)) {}

MessageTarget MessageChanges::target(UserId user, const MessageName& name) const {
    return {.user_id = user, .room_id = name.room_id, .message_id = name.message_id, .at = clock_.now()};
}

Task<Result<Message>> MessageChanges::edit(UserId user, MessageName name, std::string content) {
    Validation validation;
    validation.check("content", complaint_about_content(content));
    if (auto valid = validation.result(); !valid) co_return std::unexpected(std::move(valid.error()));
    MessageEdit edit{
        .target = target(user, name), .content = std::move(content), .image_id = {}, .mentioned_names = {}};
    edit.image_id = addresses_.of_content(edit.content);
    edit.mentioned_names = find_mentions(edit.content);
    edit.mentions_room = name_everybody(edit.mentioned_names);
    co_return co_await store_.edit_message(std::move(edit));
}

Task<Result<Message>> MessageChanges::remove(Actor actor, MessageName name) {
    auto doomed = target(actor.id, name);
    doomed.address = std::move(actor.address);
    return store_.delete_message(std::move(doomed));
}

Task<Result<Message>> MessageChanges::react(UserId user, MessageName name, std::string emoji) {
    if (auto valid = check_emoji(emoji); !valid) co_return std::unexpected(std::move(valid.error()));
    co_return co_await store_.add_reaction(target(user, name), std::move(emoji));
}

Task<Result<Message>> MessageChanges::take_back_reaction(UserId user, MessageName name, std::string emoji) {
    if (auto valid = check_emoji(emoji); !valid) co_return std::unexpected(std::move(valid.error()));
    co_return co_await store_.remove_reaction(target(user, name), std::move(emoji));
}

Task<Result<Message>> MessageChanges::pin(UserId user, MessageName name) {
    return store_.pin_message(target(user, name));
}

Task<Result<Message>> MessageChanges::unpin(UserId user, MessageName name) {
    return store_.unpin_message(target(user, name));
}

}  // namespace chatter::chat
