#pragma once

#include <map>
#include <span>

#include "chat/ports/message_store.hpp"
#include "chat/ports/missed_message_store.hpp"
#include "store/message_place.hpp"
#include "store/postgres/snapshot.hpp"

/// What reads messages (chat/ports/message_store.hpp), inside the transaction of whoever calls, if there is
/// one.
namespace chatter::store::postgres {

[[nodiscard]] std::optional<chat::Message> find_message(Connection& db, chat::RoomId room_id, chat::Seq seq);
/// Those of the messages at `places` that there are, in any order, in two or three round trips, with more to
/// follow.
[[nodiscard]] std::vector<chat::Message> read_messages(Snapshot& snapshot,
                                                       std::span<const MessagePlace> places);
/// The same in the order of `places`, on a snapshot of their own.
[[nodiscard]] std::vector<chat::Message> read_messages(Connection& db, std::span<const MessagePlace> places);
/// In two or three round trips, and no more time near the room's beginning than near its end. Errors: chat
/// Errc::not_found.
[[nodiscard]] Result<chat::HistoryPage> read_history(Snapshot& snapshot, chat::UserId viewer,
                                                     chat::RoomId room_id, const chat::HistoryQuery& query);
[[nodiscard]] chat::Changes read_changes(Connection& db, chat::UserId viewer,
                                         const std::map<chat::RoomId, chat::Version>& seen,
                                         std::size_t limit);
/// Of those that there are, in any order.
[[nodiscard]] std::vector<chat::RoomPlace> find_room_places(Connection& db,
                                                            const std::vector<chat::RoomId>& rooms);
/// The first `limit` messages changed after a version, by ascending version, on one snapshot.
[[nodiscard]] std::vector<chat::Message> read_missed_messages(Connection& db, chat::RoomId room_id,
                                                              chat::Version after, std::size_t limit);

}  // namespace chatter::store::postgres
