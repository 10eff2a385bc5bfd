// How the columns of a query become entities. `Row` is a store's Query on a row: each function reads the
// columns named, in their order, from where the row has been read up to.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chat/ports/room_store.hpp"
#include "chat/ports/session_store.hpp"

namespace chatter::store {

/// The next column.
template <class T, class Row>
[[nodiscard]] T take(Row& row) {
    return row.template take<T>();
}

/// id, username, display_name, avatar_url, email, role, created_at, deactivated, status_text,
/// chosen_presence.
template <class Row>
[[nodiscard]] chat::User read_user(Row& row) {
    chat::User user;
    user.id = take<chat::UserId>(row);
    user.username = take<std::string>(row);
    user.display_name = take<std::string>(row);
    user.avatar_url = take<std::optional<std::string>>(row);
    user.email = take<std::optional<std::string>>(row);
    user.role = take<chat::UserRole>(row);
    user.created_at = take<Time>(row);
    user.deactivated = take<bool>(row);
    user.status_text = take<std::string>(row);
    user.chosen_presence = take<chat::ChosenPresence>(row);
    return user;
}

/// id, username, display_name, avatar_url.
template <class Row>
[[nodiscard]] chat::Author read_author(Row& row) {
    chat::Author author;
    author.id = take<chat::UserId>(row);
    author.username = take<std::string>(row);
    author.display_name = take<std::string>(row);
    author.avatar_url = take<std::optional<std::string>>(row);
    return author;
}

/// id, user_id, created_at, last_used_at, expires_at, user_agent, address.
template <class Row>
[[nodiscard]] chat::Session read_session(Row& row) {
    chat::Session session;
    session.id = take<chat::SessionId>(row);
    session.user_id = take<chat::UserId>(row);
    session.created_at = take<Time>(row);
    session.last_used_at = take<Time>(row);
    session.expires_at = take<Time>(row);
    session.user_agent = take<std::string>(row);
    session.address = take<std::string>(row);
    return session;
}

/// A session, then its user.
template <class Row>
[[nodiscard]] chat::ActiveSession read_active_session(Row& row) {
    chat::ActiveSession active;
    active.session = read_session(row);
    active.user = read_user(row);
    return active;
}

/// A user, then role and joined_at.
template <class Row>
[[nodiscard]] chat::Member read_member(Row& row) {
    chat::Member member;
    member.user = read_user(row);
    member.role = take<chat::MemberRole>(row);
    member.joined_at = take<Time>(row);
    return member;
}

/// role, last_read_seq, unread, muted, notifications, mentions.
template <class Row>
[[nodiscard]] chat::Membership read_membership(Row& row) {
    chat::Membership membership;
    membership.role = take<chat::MemberRole>(row);
    membership.last_read_seq = take<std::int64_t>(row);
    membership.unread_count = take<std::int64_t>(row);
    membership.muted = take<bool>(row);
    membership.notifications = take<chat::NotificationLevel>(row);
    membership.mention_count = take<std::int64_t>(row);
    return membership;
}

/// id, kind, name, topic, member_count, last_seq, version, last_message_at, created_at, archived, posting,
/// then the viewer's membership, or nulls.
template <class Row>
[[nodiscard]] chat::Room read_room(Row& row) {
    chat::Room room;
    room.id = take<chat::RoomId>(row);
    room.kind = take<chat::RoomKind>(row);
    room.name = take<std::string>(row);
    room.topic = take<std::string>(row);
    room.member_count = take<std::int64_t>(row);
    room.last_seq = take<std::int64_t>(row);
    room.version = take<std::int64_t>(row);
    room.last_message_at = take<std::optional<Time>>(row);
    room.created_at = take<Time>(row);
    room.archived = take<bool>(row);
    room.posting = take<chat::PostingPolicy>(row);
    if (row.is_next_null()) return room;
    room.membership = read_membership(row);
    return room;
}

/// width, height, placeholder, or nulls.
template <class Row>
[[nodiscard]] std::optional<chat::ImageInfo> read_image_info(Row& row) {
    if (row.is_next_null()) {
        row.skip(3);
        return std::nullopt;
    }
    chat::ImageInfo info;
    info.width = take<std::int32_t>(row);
    info.height = take<std::int32_t>(row);
    info.placeholder = take<std::string>(row);
    return info;
}

/// id, uploader_id, content_type, width, height, placeholder, created_at: all but the bytes.
template <class Row>
[[nodiscard]] chat::Image read_image_head(Row& row) {
    chat::Image image;
    image.id = take<chat::ImageId>(row);
    image.uploader_id = take<chat::UserId>(row);
    image.content_type = take<std::string>(row);
    image.info.width = take<std::int32_t>(row);
    image.info.height = take<std::int32_t>(row);
    image.info.placeholder = take<std::string>(row);
    image.created_at = take<Time>(row);
    return image;
}

/// id, seq, excerpt and author, or nulls.
template <class Row>
[[nodiscard]] std::optional<chat::ReplyPreview> read_reply_preview(Row& row) {
    if (row.is_next_null()) return std::nullopt;
    chat::ReplyPreview preview;
    preview.id = take<chat::MessageId>(row);
    preview.seq = take<std::int64_t>(row);
    preview.excerpt = take<std::string>(row);
    preview.author = read_author(row);
    return preview;
}

/// id, room_id, seq, version, content, client_id, created_at, edited_at, deleted_at, pinned_at, pinned_by,
/// thread_seq, reply_count, last_reply_at.
template <class Row>
[[nodiscard]] chat::Message read_message_head(Row& row) {
    chat::Message message;
    message.id = take<chat::MessageId>(row);
    message.room_id = take<chat::RoomId>(row);
    message.seq = take<std::int64_t>(row);
    message.version = take<std::int64_t>(row);
    message.content = take<std::string>(row);
    message.client_id = take<std::string>(row);
    message.created_at = take<Time>(row);
    message.edited_at = take<std::optional<Time>>(row);
    message.deleted_at = take<std::optional<Time>>(row);
    const auto pinned_at = take<std::optional<Time>>(row);
    const auto pinned_by = take<std::optional<chat::UserId>>(row);
    if (pinned_at && pinned_by) message.pin = {.at = *pinned_at, .by = *pinned_by};
    message.thread_seq = take<std::optional<chat::Seq>>(row);
    const auto reply_count = take<std::int64_t>(row);
    const auto last_reply_at = take<std::optional<Time>>(row);
    if (last_reply_at) message.thread = {.reply_count = reply_count, .last_reply_at = *last_reply_at};
    return message;
}

/// A message's head, author, image info, reply preview. Reactions come separately (reactions.hpp).
template <class Row>
[[nodiscard]] chat::Message read_message(Row& row) {
    auto message = read_message_head(row);
    message.author = read_author(row);
    message.image = read_image_info(row);
    message.reply_to = read_reply_preview(row);
    return message;
}

}  // namespace chatter::store
