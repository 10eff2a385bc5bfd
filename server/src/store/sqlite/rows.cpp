#include "store/sqlite/rows.hpp"

namespace chatter::store::sqlite {

chat::User read_user(Query& row) {
    chat::User user;
    user.id = row.take<chat::UserId>();
    user.username = row.take<std::string>();
    user.display_name = row.take<std::string>();
    user.avatar_url = row.take<std::optional<std::string>>();
    user.email = row.take<std::optional<std::string>>();
    user.role = row.take<chat::UserRole>();
    user.created_at = row.take<Time>();
    user.deactivated = row.take<bool>();
    return user;
}

chat::Author read_author(Query& row) {
    chat::Author author;
    author.id = row.take<chat::UserId>();
    author.username = row.take<std::string>();
    author.display_name = row.take<std::string>();
    author.avatar_url = row.take<std::optional<std::string>>();
    return author;
}

chat::Session read_session(Query& row) {
    chat::Session session;
    session.id = row.take<chat::SessionId>();
    session.user_id = row.take<chat::UserId>();
    session.created_at = row.take<Time>();
    session.last_used_at = row.take<Time>();
    session.expires_at = row.take<Time>();
    session.user_agent = row.take<std::string>();
    session.address = row.take<std::string>();
    return session;
}

chat::Room read_room(Query& row) {
    chat::Room room;
    room.id = row.take<chat::RoomId>();
    room.kind = row.take<chat::RoomKind>();
    room.name = row.take<std::string>();
    room.topic = row.take<std::string>();
    room.member_count = row.take<std::int64_t>();
    room.last_seq = row.take<std::int64_t>();
    room.version = row.take<std::int64_t>();
    room.last_message_at = row.take<std::optional<Time>>();
    room.created_at = row.take<Time>();
    room.archived = row.take<bool>();
    if (row.is_next_null()) return room;
    chat::Membership membership;
    membership.role = row.take<chat::MemberRole>();
    membership.last_read_seq = row.take<std::int64_t>();
    membership.unread_count = row.take<std::int64_t>();
    membership.muted = row.take<bool>();
    membership.mention_count = row.take<std::int64_t>();
    room.membership = membership;
    return room;
}

std::optional<chat::ImageInfo> read_image_info(Query& row) {
    if (row.is_next_null()) {
        row.skip(3);
        return std::nullopt;
    }
    chat::ImageInfo info;
    info.width = row.take<std::int32_t>();
    info.height = row.take<std::int32_t>();
    info.placeholder = row.take<std::string>();
    return info;
}

std::optional<chat::ReplyPreview> read_reply_preview(Query& row) {
    if (row.is_next_null()) return std::nullopt;
    chat::ReplyPreview preview;
    preview.id = row.take<chat::MessageId>();
    preview.seq = row.take<std::int64_t>();
    preview.excerpt = row.take<std::string>();
    preview.author = read_author(row);
    return preview;
}

chat::Message read_message(Query& row) {
    chat::Message message;
    message.id = row.take<chat::MessageId>();
    message.room_id = row.take<chat::RoomId>();
    message.seq = row.take<std::int64_t>();
    message.version = row.take<std::int64_t>();
    message.content = row.take<std::string>();
    message.client_id = row.take<std::string>();
    message.created_at = row.take<Time>();
    message.edited_at = row.take<std::optional<Time>>();
    message.deleted_at = row.take<std::optional<Time>>();
    message.author = read_author(row);
    message.image = read_image_info(row);
    message.reply_to = read_reply_preview(row);
    return message;
}

}  // namespace chatter::store::sqlite
