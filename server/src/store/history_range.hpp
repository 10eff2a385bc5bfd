#pragma once

#include "chat/ports/message_store.hpp"

namespace chatter::store {

/// A page as a range of seqs: they have no gap, so a page of a room can be told from its last seq alone.
struct SeqRange {
    chat::Seq first;
    chat::Seq last;  // first - 1 when the range is empty
};

/// The page that `query` asks for of a room whose last seq is `room_last`. Threads: any (pure function).
[[nodiscard]] SeqRange range_of(const chat::HistoryQuery& query, chat::Seq room_last);

/// The same for who does not know the room's last seq yet: of the room's messages in this range, the
/// `query.limit` with the highest seqs are the page. Threads: any (pure function).
[[nodiscard]] SeqRange reach_of(const chat::HistoryQuery& query);

}  // namespace chatter::store
