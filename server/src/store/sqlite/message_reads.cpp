#include "store/sqlite/message_reads.hpp"

#include "chat/errc.hpp"
#include "chat/ports/changes_limit.hpp"
#include "store/changes.hpp"
#include "store/history_range.hpp"
#include "store/missed_message_port.hpp"
#include "store/reactions.hpp"
#include "store/sqlite/room_reads.hpp"

namespace chatter::store::sqlite {

namespace {

/// All reactions of `messages`, ascending seq, all of a range of one room, so one statement does for all.
void attach_reactions(Connection& db, std::vector<chat::Message>& messages) {
    if (messages.empty()) return;
    Query query(db, sql::read_reactions, messages.front().room_id, messages.front().seq, messages.back().seq);
    store::attach_reactions(query, messages);
}

std::vector<chat::Message> read_range(Connection& db, chat::RoomId room_id, SeqRange range) {
    std::vector<chat::Message> messages;
    if (range.last < range.first) return messages;
    for (Query query(db, sql::read_history, room_id, range.first, range.last); query.next();)
        messages.push_back(read_message(query));
    attach_reactions(db, messages);
    return messages;
}

/// `messages` are at those of `places` where there are any, in the same order.
void attach_reactions_at(Connection& db, const PlaceColumns& places, std::vector<chat::Message>& messages) {
    auto message = messages.begin();
    for (Query rows(db, sql::read_reactions_at, places.rooms, places.seqs); rows.next();) {
        const auto room_id = rows.take<chat::RoomId>();
        const auto seq = rows.take<chat::Seq>();
        while (message != messages.end() && (message->room_id != room_id || message->seq != seq)) ++message;
        if (message == messages.end()) break;
        auto emoji = rows.take<std::string>();
        add_reaction(*message, std::move(emoji), rows.take<chat::UserId>());
    }
}

}  // namespace

std::optional<chat::Message> find_message(Connection& db, chat::RoomId room_id, chat::Seq seq) {
    auto messages = read_range(db, room_id, {.first = seq, .last = seq});
    if (messages.empty()) return std::nullopt;
    return std::move(messages.front());
}

std::vector<chat::Message> read_messages(Connection& db, std::span<const MessagePlace> places) {
    std::vector<chat::Message> messages;
    if (places.empty()) return messages;
    const PlaceColumns columns(places);
    for (Query query(db, sql::read_messages_at, columns.rooms, columns.seqs); query.next();)
        messages.push_back(read_message(query));
    attach_reactions_at(db, columns, messages);
    return messages;
}

Result<chat::HistoryPage> read_history(Connection& db, chat::UserId viewer, chat::RoomId room_id,
                                       const chat::HistoryQuery& query) {
    const auto room = find_readable_room(db, viewer, room_id);
    if (!room) return fail(chat::Errc::not_found, "There is no such room.");
    const auto range = range_of(query, room->last_seq);
    return chat::HistoryPage{.messages = read_range(db, room_id, range),
                             .has_before = range.first > 1,
                             .has_after = range.last < room->last_seq,
                             .version = room->access.version,
                             .profile_changes = room->access.profile_changes};
}

chat::Changes read_changes(Connection& db, chat::UserId viewer,
                           const std::map<chat::RoomId, chat::Version>& seen, std::size_t limit) {
    auto outline = outline_changes(list_rooms(db, viewer), seen);
    if (outline.changed.empty()) return std::move(outline.changes);
    std::vector<chat::Message> messages;
    const ChangedColumns columns(outline.changed);
    for (Query query(db, sql::read_changes, columns.rooms, columns.after,
                     static_cast<std::int64_t>(limit) + 1,
                     static_cast<std::int64_t>(chat::changes_bytes_max));
         query.next();)
        messages.push_back(read_message(query));
    if (!messages.empty()) attach_reactions_at(db, PlaceColumns(messages), messages);
    return add_changes(std::move(outline), std::move(messages), limit);
}

std::vector<chat::RoomPlace> find_room_places(Connection& db, const std::vector<chat::RoomId>& rooms) {
    return read_room_places(Query(db, sql::find_room_places, rooms));
}

std::vector<chat::Message> read_missed_messages(Connection& db, chat::RoomId room_id, chat::Version after,
                                                std::size_t limit) {
    std::vector<MessagePlace> places;
    for (Query rows(db, sql::list_missed_messages, room_id, after, static_cast<std::int64_t>(limit));
         rows.next();)
        places.push_back({.room_id = room_id, .seq = rows.take<chat::Seq>()});
    return read_messages(db, places);
}

}  // namespace chatter::store::sqlite
