#pragma once

#include <map>

#include "chat/ports/message_store.hpp"
#include "store/postgres/snapshot.hpp"

/// What reads messages (chat/ports/message_store.hpp), inside the transaction of whoever calls, if there is
/// one.
namespace chatter::store::postgres {

[[nodiscard]] std::optional<chat::Message> find_message(Connection& db, chat::RoomId room_id, chat::Seq seq);
/// In two or three round trips, and no more time near the room's beginning than near its end. Errors: chat
/// Errc::not_found.
[[nodiscard]] Result<chat::HistoryPage> read_history(Snapshot& snapshot, chat::UserId viewer,
                                                     chat::RoomId room_id, const chat::HistoryQuery& query);
[[nodiscard]] chat::Changes read_changes(Connection& db, chat::UserId viewer,
                                         const std::map<chat::RoomId, chat::Version>& seen,
                                         std::size_t limit);

}  // namespace chatter::store::postgres
