// How a read marker moves, the same in every store: written against the few statements that a store has of
// its own, which are found beside its Connection `Db`.
#pragma once

#include <algorithm>
#include <string>

#include "chat/errc.hpp"
#include "chat/ports/room_store.hpp"
#include "store/write_queue.hpp"

namespace chatter::store {

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

    set_read_marker(db, id, user_id, marker, exempt_count_above(db, *room, user_id, marker));
    const auto moved = find_room(db, user_id, id);
    if (!moved) return std::unexpected(moved.error());
    events.emplace_back(chat::ReadMarkerMoved{
        .user_id = user_id, .room_id = id, .membership = *moved->membership, .origin = origin});
    return *moved->membership;
}

}  // namespace chatter::store
