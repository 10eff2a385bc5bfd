#include "store/sqlite/message_reads.hpp"

#include <algorithm>

#include "store/sqlite/room_reads.hpp"
#include "store/sqlite/rows.hpp"

namespace chatter::store::sqlite {

namespace {

/// A page as a range of seqs: they have no gap, so a page of a room can be told from its last seq alone.
struct SeqRange {
    chat::Seq first;
    chat::Seq last;  // first - 1 when the range is empty
};

SeqRange range_of(const chat::HistoryQuery& query, chat::Seq room_last) {
    const auto limit = static_cast<chat::Seq>(query.limit);
    const auto page_up_to = [limit](chat::Seq last) {
        return SeqRange{.first = std::max<chat::Seq>(1, last - limit + 1), .last = last};
    };
    const auto page_after = [limit, room_last](chat::Seq seq) {
        return SeqRange{.first = seq + 1, .last = std::min(room_last, seq + limit)};
    };
    if (query.before) return page_up_to(std::clamp<chat::Seq>(*query.before, 1, room_last + 1) - 1);
    if (query.after) return page_after(std::clamp<chat::Seq>(*query.after, 0, room_last));
    if (query.around) {
        // As many on either side as there are; near an edge the page is filled from the other side.
        const auto middle = std::clamp<chat::Seq>(*query.around, 0, room_last);
        const auto first = std::min(middle - limit / 2, room_last - limit + 1);
        return page_after(std::max<chat::Seq>(1, first) - 1);
    }
    return page_up_to(room_last);
}

/// Puts the reactions to `messages` of one room, ascending seq, on them. All of them, or all that changed
/// after `version`, are here, so one statement does for all.
void attach_reactions(Connection& db, std::vector<chat::Message>& messages, chat::Version version) {
    if (messages.empty()) return;
    Query query(db, sql::read_reactions, messages.front().room_id, messages.front().seq, messages.back().seq,
                version);
    auto message = messages.begin();
    while (query.next()) {
        const auto seq = query.take<std::int64_t>();
        auto emoji = query.take<std::string>();
        while (message != messages.end() && message->seq < seq) ++message;
        if (message == messages.end()) return;
        if (message->seq != seq) continue;
        if (message->reactions.empty() || message->reactions.back().emoji != emoji)
            message->reactions.push_back({.emoji = std::move(emoji), .user_ids = {}});
        message->reactions.back().user_ids.push_back(query.take<chat::UserId>());
    }
}

std::vector<chat::Message> read_range(Connection& db, chat::RoomId room_id, SeqRange range) {
    std::vector<chat::Message> messages;
    if (range.last < range.first) return messages;
    for (Query query(db, sql::read_history, room_id, range.first, range.last); query.next();)
        messages.push_back(read_message(query));
    attach_reactions(db, messages, 0);
    return messages;
}

chat::RoomChanges changes_of_room(Connection& db, chat::Room room, chat::Version seen, std::size_t limit) {
    chat::RoomChanges changes;
    // A client that has seen more than there is follows a database that was restored since. What it holds is
    // of no use: it gets the newest page and is told to drop the rest.
    const bool from_the_future = seen > room.version;
    const auto after = from_the_future ? 0 : std::max<chat::Version>(0, seen);
    for (Query query(db, sql::read_changes, room.id, after, static_cast<std::int64_t>(limit) + 1);
         query.next();)
        changes.messages.push_back(read_message(query));
    changes.truncated = from_the_future || changes.messages.size() > limit;
    if (changes.messages.size() > limit) changes.messages.pop_back();
    std::ranges::reverse(changes.messages);
    attach_reactions(db, changes.messages, after);
    changes.room = std::move(room);
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
    const auto room = find_room(db, viewer, room_id);
    if (!room) return std::unexpected(room.error());
    const auto range = range_of(query, room->last_seq);
    return chat::HistoryPage{.messages = read_range(db, room_id, range),
                             .has_before = range.first > 1,
                             .has_after = range.last < room->last_seq,
                             .version = room->version};
}

chat::Changes read_changes(Connection& db, chat::UserId viewer,
                           const std::map<chat::RoomId, chat::Version>& seen, std::size_t limit) {
    chat::Changes changes;
    auto unmatched = seen;
    for (auto& room : list_rooms(db, viewer)) {
        const auto named = seen.find(room.id);
        if (named == seen.end()) {
            changes.joined.push_back(std::move(room));
            continue;
        }
        unmatched.erase(room.id);
        if (named->second == room.version) continue;
        const auto id = room.id;
        changes.rooms.emplace(id, changes_of_room(db, std::move(room), named->second, limit));
    }
    for (const auto& [id, version] : unmatched) changes.left.push_back(id);
    return changes;
}

}  // namespace chatter::store::sqlite
