// A member's place in what a room has said, the same in every store. `Db` is a store's Connection; each
// function works inside the transaction of whoever calls.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "chat/errc.hpp"
#include "chat/permissions.hpp"
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

/// The room, of which the user is a member. Errors: chat Errc::not_found, chat Errc::forbidden.
template <class Db>
Result<chat::Room> find_room_to_read(Db& db, chat::UserId user_id, chat::RoomId id) {
    auto room = find_room(db, user_id, id);
    if (!room) return room;
    if (auto may = chat::check(chat::Action::mark_read, chat::relation_to(*room)); !may)
        return std::unexpected(std::move(may.error()));
    return room;
}

/// Where somebody has read to in `room`, of which they are a member.
inline chat::ReadPosition position_in(const chat::Room& room) {
    return {.membership = *room.membership, .room_version = room.version, .room_last_seq = room.last_seq};
}

/// Puts the marker where it is not yet, whose place `exempt_count` belongs to.
template <class Db>
Result<chat::ReadPosition> put_read_marker(Db& db, Events& events, chat::UserId user_id, chat::RoomId id,
                                           chat::Seq marker, std::int64_t exempt_count,
                                           const std::string& origin) {
    run(db, sql::move_read_marker, id, user_id, marker, exempt_count);
    const auto moved = find_room(db, user_id, id);
    if (!moved) return std::unexpected(moved.error());
    events.emplace_back(chat::ReadMarkerMoved{.user_id = user_id,
                                              .room_id = id,
                                              .room_version = moved->version,
                                              .room_last_seq = moved->last_seq,
                                              .membership = *moved->membership,
                                              .origin = origin});
    return position_in(*moved);
}

/// Errors: chat Errc::not_found, chat Errc::forbidden.
template <class Db>
Result<chat::ReadPosition> move_read_marker(Db& db, Events& events, chat::UserId user_id, chat::RoomId id,
                                            chat::Seq seq, const std::string& origin) {
    const auto room = find_room_to_read(db, user_id, id);
    if (!room) return std::unexpected(room.error());
    const auto marker = std::min(seq, room->last_seq);
    if (marker <= room->membership->last_read_seq) return position_in(*room);
    return put_read_marker(db, events, user_id, id, marker, exempt_count_above(db, *room, user_id, marker),
                           origin);
}

/// Errors: chat Errc::not_found, chat Errc::forbidden.
template <class Db>
Result<chat::ReadPosition> mark_unread(Db& db, Events& events, chat::UserId user_id, chat::RoomId id,
                                       chat::Seq seq, const std::string& origin) {
    const auto room = find_room_to_read(db, user_id, id);
    if (!room) return std::unexpected(room.error());
    const auto marker = std::clamp<chat::Seq>(seq - 1, 0, room->last_seq);
    const auto old_marker = room->membership->last_read_seq;
    if (marker == old_marker) return position_in(*room);
    const auto exempt_count = marker > old_marker
                                  ? exempt_count_above(db, *room, user_id, marker)
                                  : find_exempt_count(db, id, user_id) +
                                        count_exempt_messages(db, id, user_id, marker + 1, old_marker);
    return put_read_marker(db, events, user_id, id, marker, exempt_count, origin);
}

/// The rooms whose end the user's marker has not reached.
template <class Db>
std::vector<chat::RoomId> list_rooms_to_read(Db& db, chat::UserId user_id) {
    std::vector<chat::RoomId> ids;
    for (typename Db::Query query(db, sql::list_rooms_to_read, user_id); query.next();)
        ids.push_back(take<chat::RoomId>(query));
    return ids;
}

/// In one statement for all of `ids`, a store's own. Does nothing in a room that the user has left.
template <class Db>
void mark_rooms_read(Db& db, Events& events, chat::UserId user_id, const std::vector<chat::RoomId>& ids,
                     const std::string& origin) {
    typename Db::Query query(db, Db::mark_rooms_read, user_id, ids);
    while (query.next()) {
        const auto id = take<chat::RoomId>(query);
        const auto version = take<chat::Version>(query);
        chat::Membership membership;
        membership.role = take<chat::MemberRole>(query);
        membership.last_read_seq = take<chat::Seq>(query);
        membership.muted = take<bool>(query);
        membership.notifications = take<chat::NotificationLevel>(query);
        events.emplace_back(chat::ReadMarkerMoved{.user_id = user_id,
                                                  .room_id = id,
                                                  .room_version = version,
                                                  .room_last_seq = membership.last_read_seq,
                                                  .membership = membership,
                                                  .origin = origin});
    }
}

}  // namespace chatter::store
