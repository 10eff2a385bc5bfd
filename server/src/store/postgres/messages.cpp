#include "store/postgres/messages.hpp"

#include <algorithm>
#include <map>

#include "base/errc.hpp"
#include "store/postgres/message_reads.hpp"
#include "store/posting.hpp"
#include "store/rows.hpp"

namespace chatter::store::postgres {

namespace {

/// The columns of sql::insert_messages, message by message and room by room.
struct Columns {
    std::vector<chat::RoomId> room_ids;
    std::vector<chat::Seq> seqs;
    std::vector<chat::MessageId> ids;
    std::vector<chat::Version> versions;
    std::vector<chat::UserId> author_ids;
    std::vector<std::string_view> client_ids, contents;
    std::vector<std::optional<chat::Seq>> reply_to_seqs;
    std::vector<std::optional<chat::ImageId>> image_ids;
    std::vector<Time> created_ats;
    std::vector<std::optional<chat::Seq>> thread_seqs;

    std::vector<chat::RoomId> rooms;
    std::vector<chat::Seq> last_seqs;
    std::vector<chat::Version> room_versions;
    std::vector<Time> last_message_ats;

    void add(const chat::Message& message, const chat::NewMessage& wanted) {
        room_ids.push_back(message.room_id);
        seqs.push_back(message.seq);
        ids.push_back(message.id);
        versions.push_back(message.version);
        author_ids.push_back(message.author.id);
        client_ids.push_back(wanted.client_id);
        contents.push_back(wanted.content);
        reply_to_seqs.push_back(message.reply_to ? std::optional(message.reply_to->seq) : std::nullopt);
        image_ids.push_back(message.image ? wanted.image_id : std::nullopt);
        created_ats.push_back(message.created_at);
        thread_seqs.push_back(message.thread_seq);
    }
    void add_end_of_room(const chat::Message& last, chat::Version version) {
        rooms.push_back(last.room_id);
        last_seqs.push_back(last.seq);
        room_versions.push_back(version);
        last_message_ats.push_back(last.created_at);
    }
};

/// The columns of sql::insert_room_mentions, message by message.
struct RoomMentions {
    std::vector<chat::RoomId> room_ids;
    std::vector<chat::Seq> seqs;
    std::vector<chat::UserId> author_ids;

    void add(const chat::Message& message) {
        room_ids.push_back(message.room_id);
        seqs.push_back(message.seq);
        author_ids.push_back(message.author.id);
    }
};

/// The columns of sql::insert_mentions, name by name.
struct Mentions : RoomMentions {
    std::vector<std::string_view> names;

    void add(const chat::Message& message, std::string_view name) {
        RoomMentions::add(message);
        names.push_back(name);
    }
};

}  // namespace

template <class Field>
std::vector<std::size_t> Posting::indexes_with(Field chat::NewMessage::* field) const {
    std::vector<std::size_t> indexes;
    for (std::size_t i = 0; i < messages_.size(); ++i)
        if (messages_[i]->*field) indexes.push_back(i);
    return indexes;
}

void Posting::ask(Pipeline& pipeline, const std::vector<chat::RoomId>& locked,
                  TransactionLimits limits) const {
    std::vector<chat::UserId> author_ids;
    std::vector<chat::RoomId> room_ids;
    std::vector<std::string_view> client_ids;
    for (const auto* message : messages_) {
        author_ids.push_back(message->author_id);
        room_ids.push_back(message->room_id);
        client_ids.push_back(message->client_id);
    }
    pipeline.send(sql::open_postings, in_milliseconds(limits.statement), in_milliseconds(limits.idle), locked,
                  author_ids, room_ids, client_ids);

    if (const auto replies = indexes_with(&chat::NewMessage::reply_to); !replies.empty()) {
        std::vector<chat::RoomId> rooms;
        std::vector<chat::MessageId> originals;
        for (const auto index : replies) {
            rooms.push_back(messages_[index]->room_id);
            originals.push_back(*messages_[index]->reply_to);
        }
        pipeline.send(sql::find_reply_previews, rooms, originals);
    }
    if (const auto pictures = indexes_with(&chat::NewMessage::image_id); !pictures.empty()) {
        std::vector<chat::ImageId> ids;
        for (const auto index : pictures) ids.push_back(*messages_[index]->image_id);
        pipeline.send(sql::find_image_infos, ids);
    }
    threads_.ask(pipeline);
}

void Posting::read_answers(Pipeline& pipeline) {
    answers_.resize(messages_.size());
    read_postings(pipeline.take());
    if (const auto replies = indexes_with(&chat::NewMessage::reply_to); !replies.empty()) {
        for (Query rows = pipeline.take(); rows.next();) {
            const auto place = static_cast<std::size_t>(rows.take<std::int64_t>());
            answers_[replies[place - 1]].reply_to = read_reply_preview(rows);
        }
    }
    if (const auto pictures = indexes_with(&chat::NewMessage::image_id); !pictures.empty()) {
        for (Query rows = pipeline.take(); rows.next();) {
            const auto place = static_cast<std::size_t>(rows.take<std::int64_t>());
            answers_[pictures[place - 1]].image = read_image_info(rows);
        }
    }
    threads_.read_answers(pipeline);
}

void Posting::read_postings(Query rows) {
    while (rows.next()) {
        const auto index = static_cast<std::size_t>(rows.take<std::int64_t>()) - 1;
        auto& answer = answers_[index];
        transaction_id_ = rows.take<std::string>();
        read_room(rows, index);
        answer.rights.relation.role = rows.take<std::optional<chat::MemberRole>>();
        answer.rights.blocked = rows.take<bool>();
        if (rows.is_next_null()) {
            rows.skip(2);
        } else {
            auto& sent = answer.sent_before.emplace();
            sent.room_id = rows.take<chat::RoomId>();
            sent.seq = rows.take<std::int64_t>();
        }
        if (!rows.is_next_null()) answer.author = read_author(rows);
    }
}

void Posting::read_room(Query& row, std::size_t index) {
    if (row.is_next_null()) return row.skip(5);
    auto& rights = answers_[index].rights;
    auto& room = rooms_[messages_[index]->room_id];
    rights.relation.kind = row.take<chat::RoomKind>();
    rights.relation.posting = row.take<chat::PostingPolicy>();
    rights.archived = row.take<bool>();
    room.last_seq = row.take<std::int64_t>();
    room.version = row.take<std::int64_t>();
}

void Posting::decide(Connection& db, Events& events) {
    // What is sent twice in one batch is not in the database yet.
    std::map<std::pair<chat::UserId, std::string_view>, std::size_t> posted_here;
    for (std::size_t i = 0; i < messages_.size(); ++i) {
        const auto& message = *messages_[i];
        const auto key = std::pair(message.author_id, std::string_view(message.client_id));
        if (const auto first = posted_here.find(key); first != posted_here.end()) {
            results_.emplace_back(
                chat::PostedMessage{.message = results_[first->second]->message, .repeated = true});
            continue;
        }
        if (const auto& sent = answers_[i].sent_before) {
            results_.emplace_back(find_sent(db, i, *sent, events));
            continue;
        }
        if (given_up_[i]) {
            results_.emplace_back(fail(chatter::Errc::unavailable, "It was not posted in time."));
            continue;
        }
        results_.push_back(post(i));
        if (!results_.back()) continue;
        posted_here.emplace(key, i);
        tell(i, rooms_.at(message.room_id), events);
    }
}

chat::PostedMessage Posting::find_sent(Connection& db, std::size_t index, const MessagePlace& place,
                                       Events& events) const {
    auto found = find_message(db, place.room_id, place.seq);
    if (!found) return {.message = {}, .repeated = true};
    const bool own = may_be_done_ && found->id == messages_[index]->id;
    if (own) events.emplace_back(chat::MessagePosted{.message = *found});
    return {.message = std::move(*found), .repeated = !own};
}

void Posting::tell(std::size_t index, LockedRoom& room, Events& events) {
    const auto& message = results_[index]->message;
    posted_.push_back(index);
    events.emplace_back(chat::MessagePosted{.message = message});
    if (message.thread_seq)
        events.emplace_back(chat::MessageUpdated{.message = threads_.grow(message, ++room.version)});
    ends_[message.room_id] = {.last = index, .version = room.version};
}

Result<chat::PostedMessage> Posting::post(std::size_t index) {
    const auto& message = *messages_[index];
    auto& answer = answers_[index];
    const auto room = rooms_.find(message.room_id);
    if (room == rooms_.end() || !answer.author) return std::unexpected(no_such_room());
    auto& end = room->second;
    if (auto may = check_may_post(answer.rights); !may) return std::unexpected(std::move(may.error()));

    auto posted = make_message(message, *answer.author, end.last_seq + 1, end.version + 1);
    if (auto found = put_references(index, posted); !found) return std::unexpected(std::move(found.error()));
    ++end.last_seq;
    ++end.version;
    // An address that looks like ours but leads nowhere makes the message plain text.
    posted.image = std::move(answer.image);
    if (message.mentions_room && may_mention_room(answer.rights)) mention_a_room_.push_back(index);
    return chat::PostedMessage{.message = std::move(posted), .repeated = false};
}

Result<void> Posting::put_references(std::size_t index, chat::Message& posted) {
    const auto& message = *messages_[index];
    auto& answer = answers_[index];
    const chat::Message* root = nullptr;
    if (message.thread_of) root = threads_.find_root(message.room_id, *message.thread_of);
    if (auto found = check_references(message, answer.reply_to.has_value(), root != nullptr); !found)
        return found;
    posted.reply_to = std::move(answer.reply_to);
    if (root != nullptr) posted.thread_seq = root->seq;
    return check_may_join_thread(root != nullptr && root->deleted_at.has_value());
}

int Posting::insert(Pipeline& pipeline) const {
    if (posted_.empty()) return 0;
    Columns columns;
    Mentions mentions;
    RoomMentions everybody;
    for (const auto index : posted_) {
        const auto& message = results_[index]->message;
        columns.add(message, *messages_[index]);
        if (std::ranges::binary_search(mention_a_room_, index))
            everybody.add(message);
        else
            for (const auto& name : messages_[index]->mentioned_names) mentions.add(message, name);
    }
    for (const auto& [id, end] : ends_) columns.add_end_of_room(results_[end.last]->message, end.version);
    const auto& c = columns;
    pipeline.send(sql::insert_messages, c.room_ids, c.seqs, c.ids, c.versions, c.author_ids, c.client_ids,
                  c.contents, c.reply_to_seqs, c.image_ids, c.created_ats, c.thread_seqs, c.rooms,
                  c.last_seqs, c.room_versions, c.last_message_ats);
    int statements = 1 + threads_.update(pipeline);
    if (!mentions.names.empty()) {
        pipeline.send(sql::insert_mentions, mentions.room_ids, mentions.seqs, mentions.author_ids,
                      mentions.names);
        ++statements;
    }
    if (!everybody.seqs.empty()) {
        pipeline.send(sql::insert_room_mentions, everybody.room_ids, everybody.seqs, everybody.author_ids);
        ++statements;
    }
    return statements;
}

}  // namespace chatter::store::postgres
