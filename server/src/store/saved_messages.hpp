// Saved messages, the same in every store. `Db` is a store's Connection; each function works inside the
// transaction of whoever calls. A store's own `read_messages(db, places)` and `find_rooms(db, viewer,
// ids)` are found beside its Connection.
#pragma once

#include <algorithm>
#include <limits>
#include <vector>

#include "chat/saved_messages.hpp"
#include "store/message_changes.hpp"
#include "store/message_place.hpp"
#include "store/rooms.hpp"

namespace chatter::store {

/// Errors: chat Errc::too_many_saved.
template <class Db>
Result<void> check_one_more_saved(Db& db, chat::UserId user_id) {
    typename Db::Query query(db, sql::count_saved_messages, user_id);
    if (query.next() && take<std::int64_t>(query) >= chat::saved_messages_max)
        return fail(chat::Errc::too_many_saved);
    return {};
}

template <class Db>
bool is_saved(Db& db, chat::UserId user_id, const FoundMessage& found) {
    typename Db::Query query(db, sql::find_saved_message, user_id, found.room.id, found.seq);
    return query.next();
}

/// Errors: chat Errc::not_found, chat Errc::message_deleted, chat Errc::too_many_saved.
template <class Db>
Result<void> save_message(Db& db, Events& events, const chat::MessageTarget& target) {
    const auto found = find_permitted(db, target, chat::Action::see_room);
    if (!found) return std::unexpected(found.error());
    if (is_saved(db, target.user_id, *found)) return {};
    if (found->deleted) return fail(chat::Errc::message_deleted, "This message has been deleted.");
    if (auto may = check_one_more_saved(db, target.user_id); !may) return may;
    run(db, sql::insert_saved_message, target.user_id, target.room_id, found->seq, target.at);
    if (db.changes() == 0) return {};
    events.emplace_back(chat::SavedMessagesChanged{.user_id = target.user_id,
                                                   .room_id = target.room_id,
                                                   .message_id = target.message_id,
                                                   .saved = true});
    return {};
}

/// Errors: chat Errc::not_found.
template <class Db>
Result<void> unsave_message(Db& db, Events& events, const chat::MessageTarget& target) {
    const auto found = find_permitted(db, target, chat::Action::see_room);
    if (!found) return std::unexpected(found.error());
    run(db, sql::delete_saved_message, target.user_id, target.room_id, found->seq);
    if (db.changes() == 0) return {};
    events.emplace_back(chat::SavedMessagesChanged{.user_id = target.user_id,
                                                   .room_id = target.room_id,
                                                   .message_id = target.message_id,
                                                   .saved = false});
    return {};
}

/// Where the messages of one page are.
struct SavedOutline {
    std::vector<MessagePlace> places;
    std::vector<chat::SavedPlace> saved;  // of each
    std::vector<chat::RoomId> rooms;      // each once
    bool more = false;
};

template <class Db>
SavedOutline outline_saved(Db& db, chat::UserId viewer, std::optional<chat::SavedPlace> before,
                           std::size_t limit) {
    if (!before) {
        before = {.saved_at = Time(std::chrono::milliseconds(std::numeric_limits<std::int64_t>::max())),
                  .message_id = {}};
    }
    SavedOutline outline;
    typename Db::Query query(db, sql::list_saved_messages, viewer, before->saved_at, before->message_id,
                             static_cast<std::int64_t>(limit) + 1);
    while (query.next()) {
        outline.more = outline.places.size() == limit;
        if (outline.more) break;
        MessagePlace place;
        place.room_id = take<chat::RoomId>(query);
        place.seq = take<chat::Seq>(query);
        chat::SavedPlace saved;
        saved.message_id = take<chat::MessageId>(query);
        saved.saved_at = take<Time>(query);
        outline.places.push_back(place);
        outline.saved.push_back(saved);
        if (std::ranges::find(outline.rooms, place.room_id) == outline.rooms.end())
            outline.rooms.push_back(place.room_id);
    }
    return outline;
}

/// In as many statements for a long page as for a short one.
template <class Db>
chat::SavedPage list_saved_messages(Db& db, chat::UserId viewer, std::optional<chat::SavedPlace> before,
                                    std::size_t limit) {
    const auto outline = outline_saved(db, viewer, before, limit);
    chat::SavedPage page;
    if (outline.places.empty()) return page;
    auto messages = read_messages(db, outline.places);
    for (const auto& saved : outline.saved) {
        const auto message = std::ranges::find(messages, saved.message_id, &chat::Message::id);
        if (message != messages.end())
            page.saved.push_back({.message = std::move(*message), .saved_at = saved.saved_at});
    }
    page.rooms = find_rooms(db, viewer, outline.rooms);
    if (outline.more) page.next_before = outline.saved.back();
    return page;
}

}  // namespace chatter::store
