#include "wire/entities.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <map>

#include "chat/image_placeholder.hpp"
#include "chat/message_lookup.hpp"
#include "chat/saved_messages.hpp"

namespace chatter::wire {

namespace json = boost::json;

namespace {

json::value or_null(const std::optional<std::string>& text) {
    return text ? json::value(*text) : json::value(nullptr);
}

json::value or_null(const std::optional<Time>& time) {
    return time ? json::value(to_iso8601(*time)) : json::value(nullptr);
}

std::string_view word(chat::UserRole role) { return role == chat::UserRole::admin ? "admin" : "member"; }

std::string_view word(chat::MemberRole role) {
    switch (role) {
        case chat::MemberRole::owner: return "owner";
        case chat::MemberRole::moderator: return "moderator";
        case chat::MemberRole::member: break;
    }
    return "member";
}

std::string_view word(chat::PostingPolicy policy) {
    return policy == chat::PostingPolicy::moderators ? "moderators" : "everyone";
}

std::string_view word(chat::NotificationLevel level) {
    switch (level) {
        case chat::NotificationLevel::mentions: return "mentions";
        case chat::NotificationLevel::nothing: return "nothing";
        case chat::NotificationLevel::all: break;
    }
    return "all";
}

std::string_view word(chat::ChosenPresence presence) {
    switch (presence) {
        case chat::ChosenPresence::away: return "away";
        case chat::ChosenPresence::do_not_disturb: return "dnd";
        case chat::ChosenPresence::offline: return "offline";
        case chat::ChosenPresence::automatic: break;
    }
    return "automatic";
}

std::string_view word(chat::PresenceStatus status) {
    switch (status) {
        case chat::PresenceStatus::away: return "away";
        case chat::PresenceStatus::online: return "online";
        case chat::PresenceStatus::do_not_disturb: return "dnd";
        case chat::PresenceStatus::offline: break;
    }
    return "offline";
}

std::string_view word(chat::RoomKind kind) {
    switch (kind) {
        case chat::RoomKind::private_room: return "private";
        case chat::RoomKind::direct: return "direct";
        case chat::RoomKind::public_room: break;
    }
    return "public";
}

json::object to_json(const chat::ReplyPreview& reply) {
    return {{"id", reply.id.to_string()},
            {"seq", reply.seq},
            {"author", wire::to_json(reply.author)},
            {"excerpt", reply.excerpt}};
}

json::object to_json(const chat::Reaction& reaction) {
    json::array user_ids;
    user_ids.reserve(reaction.user_ids.size());
    for (const auto& id : reaction.user_ids) user_ids.emplace_back(id.to_string());
    return {{"emoji", reaction.emoji}, {"count", reaction.user_ids.size()}, {"userIds", std::move(user_ids)}};
}

std::map<chat::RoomId, json::object> by_id(const std::vector<chat::Room>& rooms) {
    std::map<chat::RoomId, json::object> objects;
    for (const auto& room : rooms) objects.emplace(room.id, wire::to_json(room));
    return objects;
}

}  // namespace

json::object to_json(const chat::User& user, Privacy privacy) {
    json::object object{{"id", user.id.to_string()},        {"username", user.username},
                        {"displayName", user.display_name}, {"avatarUrl", or_null(user.avatar_url)},
                        {"role", word(user.role)},          {"createdAt", to_iso8601(user.created_at)},
                        {"deactivated", user.deactivated}};
    if (!user.status_text.empty()) object.emplace("statusText", user.status_text);
    if (privacy == Privacy::own_view) {
        object.emplace("email", or_null(user.email));
        if (user.chosen_presence != chat::ChosenPresence::automatic)
            object.emplace("chosenPresence", word(user.chosen_presence));
    }
    return object;
}

json::object to_json(const chat::Author& author) {
    return {{"id", author.id.to_string()},
            {"username", author.username},
            {"displayName", author.display_name},
            {"avatarUrl", or_null(author.avatar_url)}};
}

json::object to_json(const chat::Membership& membership) {
    json::object object{{"role", word(membership.role)},
                        {"lastReadSeq", membership.last_read_seq},
                        {"unreadCount", membership.unread_count},
                        {"mentionCount", membership.mention_count},
                        {"muted", membership.muted}};
    if (membership.notifications != chat::NotificationLevel::all)
        object.emplace("notifications", word(membership.notifications));
    return object;
}

json::object to_json(const chat::ReadPosition& position) {
    return {{"membership", to_json(position.membership)},
            {"version", position.room_version},
            {"lastSeq", position.room_last_seq}};
}

json::object to_json(const chat::Room& room) {
    json::object object{{"id", room.id.to_string()},
                        {"kind", word(room.kind)},
                        {"name", room.name},
                        {"topic", room.topic},
                        {"memberCount", room.member_count},
                        {"lastSeq", room.last_seq},
                        {"version", room.version},
                        {"lastMessageAt", or_null(room.last_message_at)},
                        {"createdAt", to_iso8601(room.created_at)},
                        {"archived", room.archived}};
    if (room.posting != chat::PostingPolicy::everyone) object.emplace("posting", word(room.posting));
    object.emplace("membership",
                   room.membership ? json::value(to_json(*room.membership)) : json::value(nullptr));
    if (room.kind == chat::RoomKind::direct) object.emplace("members", to_json_array(room.members));
    return object;
}

json::object to_json(const chat::Member& member) {
    return {{"user", to_json(member.user)},
            {"role", word(member.role)},
            {"joinedAt", to_iso8601(member.joined_at)}};
}

json::object to_json(const chat::Presence& presence) {
    return {{"userId", presence.user_id.to_string()},
            {"status", word(presence.status)},
            {"lastSeenAt", or_null(presence.last_seen_at)}};
}

json::object to_json(const chat::Invite& invite) {
    json::object object{{"id", invite.id.to_string()}, {"code", invite.code}};
    object.emplace("roomId",
                   invite.room_id ? json::value(invite.room_id->to_string()) : json::value(nullptr));
    object.emplace("createdBy", invite.creator_id.to_string());
    object.emplace("createdAt", to_iso8601(invite.created_at));
    object.emplace("expiresAt", or_null(invite.expires_at));
    object.emplace("maxUses", invite.uses_max ? json::value(*invite.uses_max) : json::value(nullptr));
    object.emplace("uses", invite.uses);
    object.emplace("revoked", invite.revoked);
    return object;
}

json::object to_json(const chat::AuditEntry& entry) {
    json::object object{{"id", entry.id.to_string()}, {"happenedAt", to_iso8601(entry.at)}};
    object.emplace("actor", entry.actor ? json::value(to_json(*entry.actor)) : json::value(nullptr));
    object.emplace("action", entry.action);
    object.emplace("targetKind", entry.target_kind);
    object.emplace("targetId", entry.target_id);
    boost::system::error_code broken;
    auto detail = json::parse(entry.detail, broken);
    object.emplace("detail", broken || !detail.is_object() ? json::value(json::object()) : std::move(detail));
    object.emplace("address", entry.address);
    return object;
}

json::object to_json(const chat::Message& message) {
    json::object object{
        {"id", message.id.to_string()}, {"roomId", message.room_id.to_string()}, {"seq", message.seq},
        {"version", message.version},   {"author", to_json(message.author)},     {"content", message.content},
        {"clientId", message.client_id}};
    object.emplace("replyTo",
                   message.reply_to ? json::value(to_json(*message.reply_to)) : json::value(nullptr));
    object.emplace("createdAt", to_iso8601(message.created_at));
    object.emplace("editedAt", or_null(message.edited_at));
    object.emplace("deletedAt", or_null(message.deleted_at));
    json::array reactions;
    for (const auto& reaction : message.reactions) reactions.emplace_back(to_json(reaction));
    object.emplace("reactions", std::move(reactions));
    if (message.pin)
        object.emplace(
            "pinned", json::object{{"at", to_iso8601(message.pin->at)}, {"by", message.pin->by.to_string()}});
    if (message.thread_seq) object.emplace("threadSeq", *message.thread_seq);
    if (message.thread)
        object.emplace("thread", json::object{{"replyCount", message.thread->reply_count},
                                              {"lastReplyAt", to_iso8601(message.thread->last_reply_at)}});
    if (message.image) {
        json::object image{{"width", message.image->width},
                           {"height", message.image->height},
                           {"placeholder", message.image->placeholder}};
        if (const auto animated = chat::is_animated_by(message.image->placeholder))
            image.emplace("animated", *animated);
        object.emplace("image", std::move(image));
    }
    return object;
}

json::object to_json(const chat::Session& session, chat::SessionId current) {
    return {{"id", session.id.to_string()},
            {"current", session.id == current},
            {"createdAt", to_iso8601(session.created_at)},
            {"lastUsedAt", to_iso8601(session.last_used_at)},
            {"userAgent", session.user_agent},
            {"address", session.address}};
}

json::object to_json(const chat::Changes& changes) {
    json::object rooms;
    for (const auto& [id, change] : changes.rooms) {
        rooms.emplace(id.to_string(), json::object{{"room", to_json(change.room)},
                                                   {"messages", to_json_array(change.messages)},
                                                   {"truncated", change.truncated}});
    }
    json::array left;
    for (const auto& id : changes.left) left.emplace_back(id.to_string());
    return {
        {"rooms", std::move(rooms)}, {"joined", to_json_array(changes.joined)}, {"left", std::move(left)}};
}

json::object to_json(const chat::MessageEdition& edition) {
    return {{"content", edition.content}, {"replacedAt", to_iso8601(edition.replaced_at)}};
}

json::object to_json(const chat::ThreadPage& page) {
    return {{"root", to_json(page.root)},
            {"messages", to_json_array(page.messages)},
            {"hasBefore", page.has_before},
            {"hasAfter", page.has_after}};
}

json::object to_json(const chat::ThreadList& list) {
    auto rooms = by_id(list.rooms);
    json::array threads;
    for (const auto& root : list.roots)
        threads.emplace_back(json::object{{"message", to_json(root)}, {"room", rooms[root.room_id]}});
    json::object object{{"threads", std::move(threads)}};
    object.emplace("nextBefore",
                   list.next_before ? json::value(to_string(*list.next_before)) : json::value(nullptr));
    return object;
}

json::object to_json(const chat::Draft& draft) {
    json::object object{
        {"roomId", draft.room_id.to_string()}, {"content", draft.content}, {"version", draft.version}};
    object.emplace("updatedAt", or_null(draft.updated_at));
    return object;
}

json::object to_json(const chat::SavedPage& page) {
    auto rooms = by_id(page.rooms);
    json::array results;
    for (const auto& saved : page.saved)
        results.emplace_back(json::object{{"message", to_json(saved.message)},
                                          {"room", rooms[saved.message.room_id]},
                                          {"savedAt", to_iso8601(saved.saved_at)}});
    json::object object{{"results", std::move(results)}};
    object.emplace("nextBefore",
                   page.next_before ? json::value(chat::to_cursor(*page.next_before)) : json::value(nullptr));
    return object;
}

json::object to_json(const chat::SearchPage& page) {
    auto rooms = by_id(page.rooms);
    json::array results;
    for (const auto& found : page.found) {
        json::array highlights;
        for (const auto& range : found.highlights)
            highlights.emplace_back(json::object{{"start", range.start}, {"end", range.end}});
        results.emplace_back(json::object{{"message", to_json(found.message)},
                                          {"room", rooms[found.message.room_id]},
                                          {"highlights", std::move(highlights)}});
    }
    json::object object{{"results", std::move(results)}};
    object.emplace("nextBefore",
                   page.next_before ? json::value(page.next_before->to_string()) : json::value(nullptr));
    return object;
}

}  // namespace chatter::wire
