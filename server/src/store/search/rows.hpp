// How the columns of the statements that search asks become what it works with. `Rows` is a store's Query;
// each reads the columns named, in their order.
#pragma once

#include "store/search/search_source.hpp"

namespace chatter::store::search {

/// id, version, indexed_version of each.
template <class Rows>
[[nodiscard]] std::vector<RoomState> read_room_states(Rows& rows) {
    std::vector<RoomState> rooms;
    while (rows.next()) {
        auto& room = rooms.emplace_back();
        room.id = rows.template take<chat::RoomId>();
        room.version = rows.template take<std::int64_t>();
        room.indexed_version = rows.template take<std::int64_t>();
    }
    return rooms;
}

/// room_id, seq of at most one.
template <class Rows>
[[nodiscard]] std::optional<MessagePlace> read_place(Rows& rows) {
    if (!rows.next()) return std::nullopt;
    MessagePlace place;
    place.room_id = rows.template take<chat::RoomId>();
    place.seq = rows.template take<std::int64_t>();
    return place;
}

/// id, room_id, seq, version, author_id, content, deleted of each.
template <class Rows, class Take>
void read_texts(Rows& rows, const Take& take) {
    while (rows.next()) {
        StoredText text;
        text.id = rows.template take<chat::MessageId>();
        text.room_id = rows.template take<chat::RoomId>();
        text.seq = rows.template take<std::int64_t>();
        text.version = rows.template take<std::int64_t>();
        text.author_id = rows.template take<chat::UserId>();
        text.content = rows.template take<std::string>();
        text.deleted = rows.template take<bool>();
        take(std::move(text));
    }
}

/// id, document_count, catalog_chunks, newest_key of each.
template <class Rows>
[[nodiscard]] std::vector<SegmentInfo> read_segments(Rows& rows) {
    std::vector<SegmentInfo> segments;
    while (rows.next()) {
        auto& segment = segments.emplace_back();
        segment.id = rows.template take<std::int64_t>();
        segment.document_count = static_cast<std::uint32_t>(rows.template take<std::int64_t>());
        segment.catalog_chunks = static_cast<std::uint32_t>(rows.template take<std::int64_t>());
        segment.newest_key = static_cast<std::uint64_t>(rows.template take<std::int64_t>());
    }
    return segments;
}

}  // namespace chatter::store::search
