#pragma once

#include "chat/entities.hpp"
#include "store/sqlite/connection.hpp"

namespace chatter::store::sqlite {

/// How the columns of the queries become entities. Each reads the columns named, in their order, from where
/// the row has been read up to.

/// id, username, display_name, avatar_url, email, role, created_at, deactivated.
[[nodiscard]] chat::User read_user(Query& row);
/// id, username, display_name, avatar_url.
[[nodiscard]] chat::Author read_author(Query& row);
/// id, user_id, created_at, last_used_at, expires_at, user_agent, address.
[[nodiscard]] chat::Session read_session(Query& row);
/// id, kind, name, topic, member_count, last_seq, version, last_message_at, created_at, archived, then the
/// viewer's role, last_read_seq, unread, muted, mentions, or nulls.
[[nodiscard]] chat::Room read_room(Query& row);
/// width, height, placeholder, or nulls.
[[nodiscard]] std::optional<chat::ImageInfo> read_image_info(Query& row);
/// id, seq, excerpt and author, or nulls.
[[nodiscard]] std::optional<chat::ReplyPreview> read_reply_preview(Query& row);
/// id, room_id, seq, version, content, client_id, created_at, edited_at, deleted_at, author, image info,
/// reply preview. Reactions come separately.
[[nodiscard]] chat::Message read_message(Query& row);

}  // namespace chatter::store::sqlite
