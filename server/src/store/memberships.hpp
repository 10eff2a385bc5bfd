// A member's place in what a room has said, the same in every store. `Db` is a store's Connection; each
// function works inside the transaction of whoever calls.
#pragma once

#include <algorithm>
#include <string>

#include "chat/errc.hpp"
#include "chat/ports/room_store.hpp"
#include "store/rooms.hpp"

namespace chatter::store {

/// How many of the messages `first` to `last` are the user's own or deleted.
template <class Db>
std::int64_t count_exempt_messages(Db& db, chat::RoomId room_id, chat::UserId user_id, chat::Seq first,
                                   chat::Seq last) {
    typename Db::Query query(db, sql::count_exempt_messages, room_id, user_id, first, last);
    return query.next() ? take<std::int64_t>(query) : 0;
}

template <class Db>
std::int64_t find_exempt_count(Db& db, chat::RoomId room_id, chat::UserId user_id) {
    typename Db::Query query(db, sql::find_exempt_count, room_id, user_id);
    return query.next() ? take<std::int64_t>(query) : 0;
}

/// How many messages above `marker` are the user's own or deleted. Counts on the shorter side of the new
/// marker: above it, or the part that it leaves behind.
template <class Db>
std::int64_t exempt_count_above(Db& db, const chat::Room& room, chat::UserId user_id, chat::Seq marker) {
    const auto old_marker = room.membership->last_read_seq;
    if (room.last_seq - marker <= marker - old_marker)
        return count_exempt_messages(db, room.id, user_id, marker + 1, room.last_seq);
    return find_exempt_count(db, room.id, user_id) -
           count_exempt_messages(db, room.id, user_id, old_marker + 1, marker);
}

/// Errors: chat Errc::not_found, chat Errc::forbidden.
template <class Db>
Result<chat::Membership> move_read_marker(Db& db, Events& events, chat::UserId user_id, chat::RoomId id,
                                          chat::Seq seq, const std::string& origin) {
    const auto room = find_room(db, user_id, id);
    if (!room) return std::unexpected(room.error());
    if (!room->membership) return fail(chat::Errc::forbidden, "Join the room first.");
    const auto marker = std::min(seq, room->last_seq);
    if (marker <= room->membership->last_read_seq) return *room->membership;

    run(db, sql::move_read_marker, id, user_id, marker, exempt_count_above(db, *room, user_id, marker));
    const auto moved = find_room(db, user_id, id);
    if (!moved) return std::unexpected(moved.error());
    events.emplace_back(chat::ReadMarkerMoved{
        .user_id = user_id, .room_id = id, .membership = *moved->membership, .origin = origin});
    return *moved->membership;
}

}  // namespace chatter::store
