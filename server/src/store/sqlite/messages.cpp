#include "store/sqlite/messages.hpp"

#include "base/text.hpp"
#include "store/images.hpp"
#include "store/posting.hpp"
#include "store/rows.hpp"
#include "store/sqlite/message_reads.hpp"

namespace chatter::store::sqlite {

namespace {

/// What the author has sent under this client_id before, wherever that was.
std::optional<chat::Message> find_repeated(Connection& db, const chat::NewMessage& message) {
    chat::RoomId room_id;
    chat::Seq seq = 0;
    {
        Query query(db, sql::find_by_client_id, message.author_id, message.client_id);
        if (!query.next()) return std::nullopt;
        room_id = query.take<chat::RoomId>();
        seq = query.take<std::int64_t>();
    }
    return find_message(db, room_id, seq);
}

/// Where the next message of a room goes, and who writes it.
struct Posting {
    chat::Seq last_seq = 0;
    chat::Version version = 0;
    PostingRights rights;
    chat::Author author;
};

/// Errors: as check_may_post.
Result<Posting> find_posting(Connection& db, chat::UserId author_id, chat::RoomId room_id) {
    Query query(db, sql::find_posting, author_id, room_id);
    if (!query.next()) return std::unexpected(no_such_room());
    Posting posting;
    auto& rights = posting.rights;
    rights.relation.kind = query.take<chat::RoomKind>();
    rights.relation.posting = query.take<chat::PostingPolicy>();
    rights.archived = query.take<bool>();
    posting.last_seq = query.take<std::int64_t>();
    posting.version = query.take<std::int64_t>();
    rights.relation.role = query.take<std::optional<chat::MemberRole>>();
    rights.blocked = query.take<bool>();
    posting.author = read_author(query);
    if (auto may = check_may_post(rights); !may) return std::unexpected(std::move(may.error()));
    return posting;
}

/// Errors: chat Errc::validation_failed when it is no message of this room.
Result<chat::ReplyPreview> find_reply_preview(Connection& db, chat::RoomId room_id, chat::MessageId id) {
    Query query(db, sql::find_reply_preview, room_id, id);
    std::optional<chat::ReplyPreview> preview;
    if (query.next()) preview = read_reply_preview(query);
    if (!preview) return std::unexpected(reply_leads_elsewhere());
    return std::move(*preview);
}

void insert_message(Connection& db, const chat::Message& message, std::optional<chat::ImageId> image_id) {
    std::optional<chat::Seq> reply_to_seq;
    if (message.reply_to) reply_to_seq = message.reply_to->seq;
    run(db, sql::insert_message, message.room_id, message.seq, message.id, message.version, message.author.id,
        message.client_id, message.content, reply_to_seq, image_id, message.created_at);
    run(db, sql::advance_room, message.room_id, message.seq, message.version, message.created_at);
    run(db, sql::exempt_own_message, message.room_id, message.author.id);
}

void insert_mentions(Connection& db, const chat::Message& message, const std::vector<std::string>& names) {
    if (names.empty()) return;
    std::string list = "[";
    for (const auto& name : names) {
        if (list.size() > 1) list += ',';
        append_json_string(list, name);
    }
    run(db, sql::insert_mentions, message.room_id, message.seq, message.author.id, list + "]");
}

}  // namespace

Result<chat::PostedMessage> post_message(Connection& db, Events& events, const chat::NewMessage& message) {
    if (auto first = find_repeated(db, message))
        return chat::PostedMessage{.message = std::move(*first), .repeated = true};
    auto posting = find_posting(db, message.author_id, message.room_id);
    if (!posting) return std::unexpected(std::move(posting.error()));

    auto posted =
        make_message(message, std::move(posting->author), posting->last_seq + 1, posting->version + 1);
    if (message.reply_to) {
        auto preview = find_reply_preview(db, message.room_id, *message.reply_to);
        if (!preview) return std::unexpected(std::move(preview.error()));
        posted.reply_to = std::move(*preview);
    }
    // An address that looks like ours but leads nowhere makes the message plain text.
    if (message.image_id) posted.image = find_image_info(db, *message.image_id);

    insert_message(db, posted, posted.image ? message.image_id : std::nullopt);
    if (message.mentions_room && may_mention_room(posting->rights))
        run(db, sql::insert_room_mention, posted.room_id, posted.seq, posted.author.id);
    else
        insert_mentions(db, posted, message.mentioned_names);
    events.emplace_back(chat::MessagePosted{.message = posted});
    return chat::PostedMessage{.message = std::move(posted), .repeated = false};
}

}  // namespace chatter::store::sqlite
