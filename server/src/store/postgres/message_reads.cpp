#include "store/postgres/message_reads.hpp"

#include <utility>

#include "chat/errc.hpp"
#include "chat/ports/changes_limit.hpp"
#include "store/changes.hpp"
#include "store/history_range.hpp"
#include "store/missed_message_port.hpp"
#include "store/postgres/message_page.hpp"
#include "store/postgres/room_reads.hpp"

namespace chatter::store::postgres {

namespace {

/// Which of the rooms have so many changes that their newest messages, which are at hand, are probably all
/// changed: the changes might be as many as the room has messages. 1 for those where they are.
std::vector<std::int64_t> find_changed_throughout(Snapshot& snapshot, const std::vector<ChangedRoom>& changed,
                                                  std::int64_t rows_max) {
    std::vector<std::int64_t> throughout(changed.size());
    std::vector<std::size_t> places;
    std::vector<chat::RoomId> rooms;
    std::vector<chat::Version> after;
    for (std::size_t i = 0; i < changed.size(); ++i) {
        if (changed[i].room.version - changed[i].after <= rows_max) continue;
        places.push_back(i);
        rooms.push_back(changed[i].room.id);
        after.push_back(changed[i].after);
    }
    if (places.empty()) return throughout;
    snapshot.send(sql::find_changed_throughout, rooms, after, rows_max);
    snapshot.sync();
    for (auto rows = snapshot.take(); rows.next();)
        throughout[places[static_cast<std::size_t>(rows.take<std::int64_t>() - 1)]] = 1;
    return throughout;
}

/// `all` are by room.
std::vector<MessagePage> split_by_room(MessagePage all) {
    std::vector<MessagePage> pages;
    for (std::size_t i = 0; i < all.messages.size(); ++i) {
        auto& message = all.messages[i];
        if (pages.empty() || pages.back().messages.front().room_id != message.room_id) pages.emplace_back();
        pages.back().messages.push_back(std::move(message));
        pages.back().image_ids.push_back(all.image_ids[i]);
    }
    return pages;
}

std::vector<chat::Message> join_pages(std::vector<MessagePage> pages) {
    std::vector<chat::Message> messages;
    for (auto& page : pages)
        for (auto& message : page.messages) messages.push_back(std::move(message));
    return messages;
}

/// By room as in `changed`, then descending seq, the highest `rows_max` of each room.
std::vector<chat::Message> read_changed(Snapshot& snapshot, const std::vector<ChangedRoom>& changed,
                                        std::int64_t rows_max) {
    const auto throughout = find_changed_throughout(snapshot, changed, rows_max);
    const ChangedColumns columns(changed);
    snapshot.send(sql::read_changes, columns.rooms, columns.after, throughout, rows_max,
                  static_cast<std::int64_t>(chat::changes_bytes_max));
    snapshot.sync();
    auto pages = split_by_room(read_message_page(snapshot.take()));
    for (auto& page : pages) page.reverse();
    read_details(snapshot, pages);
    for (auto& page : pages) page.reverse();
    return join_pages(std::move(pages));
}

/// `more_follows` as in `read_details`.
std::vector<chat::Message> read_messages_at(Snapshot& snapshot, std::span<const MessagePlace> places,
                                            bool more_follows) {
    if (places.empty()) return {};
    const PlaceColumns columns(places);
    snapshot.send(sql::read_messages_at, columns.rooms, columns.seqs);
    snapshot.sync();
    auto pages = split_by_room(read_message_page(snapshot.take()));
    read_details(snapshot, pages, more_follows);
    return join_pages(std::move(pages));
}

}  // namespace

std::vector<chat::Message> read_messages(Snapshot& snapshot, std::span<const MessagePlace> places) {
    return read_messages_at(snapshot, places, true);
}

std::vector<chat::Message> read_messages(Connection& db, std::span<const MessagePlace> places) {
    Snapshot snapshot(db);
    return in_order_of(places, read_messages_at(snapshot, places, false));
}

std::optional<chat::Message> find_message(Connection& db, chat::RoomId room_id, chat::Seq seq) {
    Snapshot snapshot(db);
    snapshot.send(sql::read_history, room_id, seq, seq, std::int64_t{1});
    snapshot.sync();
    auto page = read_message_page(snapshot.take());
    read_details(snapshot, {&page, 1});
    if (page.messages.empty()) return std::nullopt;
    return std::move(page.messages.front());
}

Result<chat::HistoryPage> read_history(Snapshot& snapshot, chat::UserId viewer, chat::RoomId room_id,
                                       const chat::HistoryQuery& query) {
    const auto reach = reach_of(query);
    snapshot.send(sql::find_room_access, viewer, room_id);
    snapshot.send(sql::read_history, room_id, reach.first, reach.last,
                  static_cast<std::int64_t>(query.limit));
    snapshot.sync();
    auto room = snapshot.take();
    if (!room.next()) return fail(chat::Errc::not_found, "There is no such room.");
    chat::HistoryPage history;
    history.version = room.take<chat::Version>();
    const auto room_last = room.take<chat::Seq>();
    history.profile_changes = room.take<std::int64_t>();

    auto page = read_message_page(snapshot.take());
    page.reverse();
    read_details(snapshot, {&page, 1});
    const auto range = range_of(query, room_last);
    history.messages = std::move(page.messages);
    history.has_before = range.first > 1;
    history.has_after = range.last < room_last;
    return history;
}

chat::Changes read_changes(Connection& db, chat::UserId viewer,
                           const std::map<chat::RoomId, chat::Version>& seen, std::size_t limit) {
    Snapshot snapshot(db);
    auto outline = outline_changes(list_rooms(snapshot, viewer, true), seen);
    if (outline.changed.empty()) {
        snapshot.finish();
        return std::move(outline.changes);
    }
    auto messages = read_changed(snapshot, outline.changed, static_cast<std::int64_t>(limit) + 1);
    return add_changes(std::move(outline), std::move(messages), limit);
}

std::vector<chat::RoomPlace> find_room_places(Connection& db, const std::vector<chat::RoomId>& rooms) {
    return read_room_places(Query(db, sql::find_room_places, rooms));
}

std::vector<chat::Message> read_missed_messages(Connection& db, chat::RoomId room_id, chat::Version after,
                                                std::size_t limit) {
    Snapshot snapshot(db);
    snapshot.send(sql::list_missed_messages, room_id, after, static_cast<std::int64_t>(limit));
    snapshot.sync();
    std::vector<MessagePlace> places;
    for (auto rows = snapshot.take(); rows.next();)
        places.push_back({.room_id = room_id, .seq = rows.take<chat::Seq>()});
    if (places.empty()) {
        snapshot.finish();
        return {};
    }
    return in_order_of(places, read_messages_at(snapshot, places, false));
}

}  // namespace chatter::store::postgres
