#pragma once

#include <map>

#include "chat/ports/message_store.hpp"
#include "store/sqlite/connection.hpp"

/// What reads messages (chat/ports/message_store.hpp), inside the transaction of whoever calls.
namespace chatter::store::sqlite {

[[nodiscard]] std::optional<chat::Message> find_message(Connection& db, chat::RoomId room_id, chat::Seq seq);
/// Errors: chat Errc::not_found.
[[nodiscard]] Result<chat::HistoryPage> read_history(Connection& db, chat::UserId viewer,
                                                     chat::RoomId room_id, const chat::HistoryQuery& query);
[[nodiscard]] chat::Changes read_changes(Connection& db, chat::UserId viewer,
                                         const std::map<chat::RoomId, chat::Version>& seen,
                                         std::size_t limit);

}  // namespace chatter::store::sqlite
