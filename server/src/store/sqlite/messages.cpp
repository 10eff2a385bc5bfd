#include "store/sqlite/messages.hpp"

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

std::optional<chat::ReplyPreview> find_reply_preview(Connection& db, chat::RoomId room_id,
                                                     chat::MessageId id) {
    Query query(db, sql::find_reply_preview, room_id, id);
    if (!query.next()) return std::nullopt;
    return read_reply_preview(query);
}

/// The first message of a thread.
struct ThreadRoot {
    chat::Seq seq = 0;
    bool deleted = false;
};

std::optional<ThreadRoot> find_thread(Connection& db, chat::RoomId room_id, chat::MessageId id) {
    Query query(db, sql::find_thread, room_id, id);
    if (!query.next()) return std::nullopt;
    ThreadRoot root;
    root.seq = query.take<std::int64_t>();
    root.deleted = query.take<bool>();
    return root;
}

/// Puts what the message names on `posted`. Errors: chat Errc::validation_failed, chat Errc::message_deleted.
Result<void> find_references(Connection& db, const chat::NewMessage& message, chat::Message& posted) {
    std::optional<ThreadRoot> root;
    if (message.reply_to) posted.reply_to = find_reply_preview(db, message.room_id, *message.reply_to);
    if (message.thread_of) root = find_thread(db, message.room_id, *message.thread_of);
    if (auto found = check_references(message, posted.reply_to.has_value(), root.has_value()); !found)
        return found;
    if (root) posted.thread_seq = root->seq;
    return check_may_join_thread(root && root->deleted);
}

void insert_message(Connection& db, const chat::Message& message, std::optional<chat::ImageId> image_id) {
    std::optional<chat::Seq> reply_to_seq;
    if (message.reply_to) reply_to_seq = message.reply_to->seq;
    run(db, sql::insert_message, message.room_id, message.seq, message.id, message.version, message.author.id,
        message.client_id, message.content, reply_to_seq, image_id, message.created_at, message.thread_seq);
    // The first message of a thread moves on just after the reply.
    const auto version = message.thread_seq ? message.version + 1 : message.version;
    run(db, sql::advance_room, message.room_id, message.seq, version, message.created_at);
    run(db, sql::exempt_own_message, message.room_id, message.author.id);
}

void grow_thread(Connection& db, Events& events, const chat::Message& reply) {
    run(db, sql::grow_thread, reply.room_id, *reply.thread_seq, reply.version + 1, reply.created_at);
    if (auto root = find_message(db, reply.room_id, *reply.thread_seq))
        events.emplace_back(chat::MessageUpdated{.message = std::move(*root)});
}

}  // namespace

Result<chat::PostedMessage> post_message(Connection& db, Events& events, const chat::NewMessage& message) {
    if (auto first = find_repeated(db, message))
        return chat::PostedMessage{.message = std::move(*first), .repeated = true};
    auto posting = find_posting(db, message.author_id, message.room_id);
    if (!posting) return std::unexpected(std::move(posting.error()));

    auto posted =
        make_message(message, std::move(posting->author), posting->last_seq + 1, posting->version + 1);
    if (auto found = find_references(db, message, posted); !found)
        return std::unexpected(std::move(found.error()));
    // An address that looks like ours but leads nowhere makes the message plain text.
    if (message.image_id) posted.image = find_image_info(db, *message.image_id);

    insert_message(db, posted, posted.image ? message.image_id : std::nullopt);
    if (message.mentions_room && may_mention_room(posting->rights))
        run(db, sql::insert_room_mention, posted.room_id, posted.seq, posted.author.id);
    else if (!message.mentioned_names.empty())
        run(db, sql::insert_mentions_of_message, posted.room_id, posted.seq, posted.author.id,
            message.mentioned_names);
    events.emplace_back(chat::MessagePosted{.message = posted});
    if (posted.thread_seq) grow_thread(db, events, posted);
    return chat::PostedMessage{.message = std::move(posted), .repeated = false};
}

}  // namespace chatter::store::sqlite
