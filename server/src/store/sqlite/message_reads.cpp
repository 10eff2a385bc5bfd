#include "store/sqlite/message_reads.hpp"

#include "chat/errc.hpp"
#include "store/changes.hpp"
#include "store/history_range.hpp"
#include "store/reactions.hpp"
#include "store/sqlite/room_reads.hpp"

namespace chatter::store::sqlite {

namespace {

/// All reactions of `messages`, ascending seq, of one room, or all to those changed after `version`, are
/// here, so one statement does for all.
void attach_reactions(Connection& db, std::vector<chat::Message>& messages, chat::Version version) {
    if (messages.empty()) return;
    Query query(db, sql::read_reactions, messages.front().room_id, messages.front().seq, messages.back().seq,
                version);
    store::attach_reactions(query, messages);
}

std::vector<chat::Message> read_range(Connection& db, chat::RoomId room_id, SeqRange range) {
    std::vector<chat::Message> messages;
    if (range.last < range.first) return messages;
    for (Query query(db, sql::read_history, room_id, range.first, range.last); query.next();)
        messages.push_back(read_message(query));
    attach_reactions(db, messages, 0);
    return messages;
}

chat::RoomChanges read_changed_room(Connection& db, ChangedRoom changed, std::size_t limit) {
    const auto after = changed.after;
    std::vector<chat::Message> messages;
    for (Query query(db, sql::read_changes, changed.room.id, after, static_cast<std::int64_t>(limit) + 1);
         query.next();)
        messages.push_back(read_message(query));
    auto changes = changes_of(std::move(changed), std::move(messages), limit);
    attach_reactions(db, changes.messages, after);
    return changes;
}

}  // namespace

std::optional<chat::Message> find_message(Connection& db, chat::RoomId room_id, chat::Seq seq) {
    auto messages = read_range(db, room_id, {.first = seq, .last = seq});
    if (messages.empty()) return std::nullopt;
    return std::move(messages.front());
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
    for (auto& changed : outline.changed) {
        const auto id = changed.room.id;
        outline.changes.rooms.emplace(id, read_changed_room(db, std::move(changed), limit));
    }
    return std::move(outline.changes);
}

}  // namespace chatter::store::sqlite
