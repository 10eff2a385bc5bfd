// What becomes of a message once it is said, the same in every store. `Db` is a store's Connection; each
// function works inside the transaction of whoever calls, which has locked the room. A store's own
// `find_message(db, room_id, seq)` is found beside its Connection.
#pragma once

#include <string>
#include <vector>

#include "chat/errc.hpp"
#include "chat/mentions.hpp"
#include "chat/message_changes.hpp"
#include "chat/permissions.hpp"
#include "store/audit.hpp"
#include "store/images.hpp"
#include "store/posting.hpp"
#include "store/rooms.hpp"

namespace chatter::store {

/// A message to act on, and its room as the one who acts sees it.
struct FoundMessage {
    chat::Room room;
    chat::Seq seq = 0;
    chat::UserId author_id;
    bool deleted = false;
    std::string content;
    bool pinned = false;
    std::optional<chat::Seq> thread_seq;
};

/// Errors: chat Errc::not_found, chat Errc::forbidden.
template <class Db>
Result<FoundMessage> find_permitted(Db& db, const chat::MessageTarget& target, chat::Action action) {
    auto room = find_room(db, target.user_id, target.room_id);
    if (!room) return std::unexpected(std::move(room.error()));
    FoundMessage found;
    found.room = std::move(*room);
    {
        typename Db::Query query(db, sql::find_message_to_change, target.room_id, target.message_id);
        if (!query.next()) return fail(chat::Errc::not_found, "There is no such message.");
        found.seq = take<chat::Seq>(query);
        found.author_id = take<chat::UserId>(query);
        found.deleted = take<bool>(query);
        found.content = take<std::string>(query);
        found.pinned = take<bool>(query);
        found.thread_seq = take<std::optional<chat::Seq>>(query);
    }
    auto relation = chat::relation_to(found.room, found.author_id == target.user_id);
    auto allowed = chat::check(action, relation);
    if (!allowed && chat::rule_of(action).admins) {
        const auto user = find_user(db, target.user_id);
        relation.admin = user && user->role == chat::UserRole::admin;
        allowed = chat::check(action, relation);
    }
    if (!allowed) return std::unexpected(std::move(allowed.error()));
    return found;
}

/// Of a message that stands, in a room that is in use. Errors: as `find_permitted`, and chat
/// Errc::room_archived, chat Errc::message_deleted.
template <class Db>
Result<FoundMessage> find_changeable(Db& db, const chat::MessageTarget& target, chat::Action action) {
    auto found = find_permitted(db, target, action);
    if (!found) return found;
    if (found->room.archived) return fail(chat::Errc::room_archived, "This room has been archived.");
    if (found->deleted) return fail(chat::Errc::message_deleted, "This message has been deleted.");
    return found;
}

/// Whether the other one of a direct room of two has blocked the user, or is deactivated.
template <class Db>
bool is_blocked(Db& db, const chat::Room& room, chat::UserId user_id) {
    if (room.kind != chat::RoomKind::direct || room.member_count != 2) return false;
    typename Db::Query query(db, sql::is_blocked_in, room.id, user_id);
    return query.next();
}

/// Errors: base Errc::unavailable, as the statement that failed.
template <class Db>
Result<chat::Message> read_changed(Db& db, const FoundMessage& found) {
    auto message = find_message(db, found.room.id, found.seq);
    if (!message) return fail(chat::Errc::not_found, "There is no such message.");
    return std::move(*message);
}

/// Gives the message the room's next version and tells of it as an `Event`. The last step of every change.
template <class Event, class Db>
Result<chat::Message> finish_change(Db& db, Events& events, const FoundMessage& found) {
    const auto version = found.room.version + 1;
    run(db, sql::set_message_version, found.room.id, found.seq, version);
    run(db, sql::set_room_version, found.room.id, version);
    auto message = read_changed(db, found);
    if (message) events.emplace_back(Event{.message = *message});
    return message;
}

/// `content` is what the message has said: only who is named in it can have been mentioned.
template <class Db>
void delete_mentions(Db& db, chat::RoomId room_id, chat::Seq seq, const std::string& content) {
    const auto names = chat::find_mentions(content);
    if (!names.empty()) run(db, Db::delete_mentions, room_id, seq, names);
    run(db, sql::delete_room_mention, room_id, seq);
}

/// Errors: chat Errc::not_found, chat Errc::forbidden, chat Errc::room_archived, chat Errc::message_deleted.
template <class Db>
Result<chat::Message> edit_message(Db& db, Events& events, const chat::MessageEdit& edit) {
    const auto found = find_changeable(db, edit.target, chat::Action::edit_message);
    if (!found) return std::unexpected(found.error());
    const PostingRights rights{.relation = chat::relation_to(found->room),
                               .archived = false,
                               .blocked = is_blocked(db, found->room, edit.target.user_id)};
    if (rights.blocked) return std::unexpected(check_may_post(rights).error());
    if (found->content == edit.content) return read_changed(db, *found);

    // An address that looks like ours but leads nowhere makes the message plain text.
    auto image_id = edit.image_id;
    if (image_id && !find_image_info(db, *image_id)) image_id.reset();
    const auto& room = found->room;
    run(db, sql::insert_message_edit, room.id, found->seq, room.version + 1, found->content, edit.target.at);
    run(db, sql::set_message_content, room.id, found->seq, edit.content, image_id, edit.target.at);
    delete_mentions(db, room.id, found->seq, found->content);
    if (edit.mentions_room && may_mention_room(rights))
        run(db, sql::insert_room_mention, room.id, found->seq, found->author_id);
    else if (!edit.mentioned_names.empty())
        run(db, Db::insert_mentions_of_message, room.id, found->seq, found->author_id, edit.mentioned_names);
    return finish_change<chat::MessageUpdated>(db, events, *found);
}

/// Tells of the thread of a reply that has just been deleted with the room's version after that.
/// Errors: base Errc::unavailable, as the statement that failed.
template <class Db>
Result<void> shrink_thread(Db& db, Events& events, chat::RoomId room_id, chat::Seq thread_seq,
                           chat::Version version) {
    run(db, sql::shrink_thread, room_id, thread_seq, version);
    run(db, sql::set_room_version, room_id, version);
    auto root = find_message(db, room_id, thread_seq);
    if (!root) return fail(chat::Errc::not_found, "There is no such message.");
    events.emplace_back(chat::MessageUpdated{.message = std::move(*root)});
    return {};
}

/// Errors: chat Errc::not_found, chat Errc::forbidden.
template <class Db>
Result<chat::Message> delete_message(Db& db, Events& events, const chat::MessageTarget& target) {
    const auto found = find_permitted(db, target, chat::Action::delete_message);
    if (!found) return std::unexpected(found.error());
    if (found->deleted) return read_changed(db, *found);

    const auto& room = found->room;
    delete_mentions(db, room.id, found->seq, found->content);
    run(db, sql::delete_reactions, room.id, found->seq);
    run(db, sql::delete_message_edits, room.id, found->seq);
    run(db, sql::empty_message, room.id, found->seq, target.at);
    run(db, sql::exempt_deleted_message, room.id, found->seq, found->author_id);
    if (found->author_id != target.user_id)
        note(db, chat::Actor(target.user_id, target.address), chat::AuditAction::delete_message,
             target.message_id, target.at,
             AuditDetail().with("roomId", room.id).with("authorId", found->author_id));
    auto deleted = finish_change<chat::MessageDeleted>(db, events, *found);
    if (!deleted || !found->thread_seq) return deleted;
    auto shrunk = shrink_thread(db, events, room.id, *found->thread_seq, deleted->version + 1);
    if (!shrunk) return std::unexpected(std::move(shrunk.error()));
    return deleted;
}

/// Errors: chat Errc::not_found, chat Errc::forbidden, chat Errc::room_archived, chat Errc::message_deleted,
/// chat Errc::too_many_reactions, chat Errc::blocked.
template <class Db>
Result<chat::Message> add_reaction(Db& db, Events& events, const chat::MessageTarget& target,
                                   const std::string& emoji) {
    const auto found = find_changeable(db, target, chat::Action::react);
    if (!found) return std::unexpected(found.error());
    if (is_blocked(db, found->room, target.user_id))
        return fail(chat::Errc::blocked, "You cannot write to this person.");
    {
        typename Db::Query others(db, sql::count_other_emoji, found->room.id, found->seq, emoji);
        if (others.next() && take<std::int64_t>(others) >= chat::reactions_max)
            return fail(chat::Errc::too_many_reactions, "A message takes at most 50 different emoji.");
    }
    run(db, sql::insert_reaction, found->room.id, found->seq, emoji, target.user_id, target.at);
    if (db.changes() == 0) return read_changed(db, *found);
    return finish_change<chat::MessageUpdated>(db, events, *found);
}

/// Errors: chat Errc::not_found, chat Errc::forbidden, chat Errc::room_archived, chat Errc::message_deleted.
template <class Db>
Result<chat::Message> remove_reaction(Db& db, Events& events, const chat::MessageTarget& target,
                                      const std::string& emoji) {
    const auto found = find_changeable(db, target, chat::Action::react);
    if (!found) return std::unexpected(found.error());
    run(db, sql::delete_reaction, found->room.id, found->seq, emoji, target.user_id);
    if (db.changes() == 0) return read_changed(db, *found);
    return finish_change<chat::MessageUpdated>(db, events, *found);
}

/// Errors: chat Errc::not_found, chat Errc::forbidden, chat Errc::room_archived, chat Errc::message_deleted,
/// chat Errc::too_many_pins, chat Errc::blocked.
template <class Db>
Result<chat::Message> pin_message(Db& db, Events& events, const chat::MessageTarget& target) {
    const auto found = find_changeable(db, target, chat::Action::pin_message);
    if (!found) return std::unexpected(found.error());
    if (is_blocked(db, found->room, target.user_id))
        return fail(chat::Errc::blocked, "You cannot write to this person.");
    if (found->pinned) return read_changed(db, *found);
    {
        typename Db::Query pins(db, sql::count_pins, found->room.id);
        if (pins.next() && take<std::int64_t>(pins) >= chat::pins_max)
            return fail(chat::Errc::too_many_pins, "A room keeps at most 100 pins. Unpin something first.");
    }
    run(db, sql::set_pin, found->room.id, found->seq, target.at, target.user_id);
    return finish_change<chat::MessageUpdated>(db, events, *found);
}

/// Errors: chat Errc::not_found, chat Errc::forbidden, chat Errc::room_archived, chat Errc::message_deleted.
template <class Db>
Result<chat::Message> unpin_message(Db& db, Events& events, const chat::MessageTarget& target) {
    const auto found = find_changeable(db, target, chat::Action::pin_message);
    if (!found) return std::unexpected(found.error());
    if (!found->pinned) return read_changed(db, *found);
    run(db, sql::set_pin, found->room.id, found->seq, std::optional<Time>(), std::optional<chat::UserId>());
    return finish_change<chat::MessageUpdated>(db, events, *found);
}

}  // namespace chatter::store
