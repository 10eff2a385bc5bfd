#include "store/sqlite/search.hpp"

#include <limits>

#include "store/search/rows.hpp"
#include "store/sqlite/message_reads.hpp"
#include "store/sqlite/room_reads.hpp"

namespace chatter::store::sqlite {

using search::RoomState;
using search::Section;
using search::SegmentId;
using search::SegmentInfo;
using search::StoredText;
using search::TakeText;

namespace {

/// What the indexer writes or removes in one command: what others write waits for no more than this.
constexpr std::int64_t chunks_removed_at_once = 256;
constexpr std::size_t command_bytes = 512;

std::vector<std::string> read_chunks_of(Connection& db, SegmentId segment, Section section,
                                        std::span<const std::uint32_t> numbers) {
    std::vector<std::int64_t> keys;
    for (const auto number : numbers) keys.push_back(chunk_key(segment, section, number));
    std::vector<std::string> chunks(numbers.size());
    for (Query query(db, sql::read_some_search_chunks, keys); query.next();) {
        auto& chunk = chunks[static_cast<std::size_t>(query.take<std::int64_t>())];
        chunk = query.take<std::string>();
    }
    return chunks;
}

std::string read_section_of(Connection& db, SegmentId segment, Section section, std::uint32_t count) {
    std::string bytes;
    bytes.reserve(count * search::chunk_bytes);
    Query query(db, sql::read_search_chunks, chunk_key(segment, section, 0),
                chunk_key(segment, section, count));
    while (query.next()) bytes += query.take<std::string>();
    return bytes;
}

/// What `read` gives, unless the connection has failed.
template <class Read, class T = std::invoke_result_t<Read>>
Result<T> checked(Connection& db, const Read& read) {
    T value = read();
    if (auto failure = db.take_failure()) return std::unexpected(std::move(*failure));
    return value;
}

}  // namespace

std::vector<RoomState> SearchReads::readable_rooms(chat::UserId viewer, std::optional<chat::RoomId> only) {
    if (only) {
        Query query(db_, sql::search_readable_room, viewer, *only);
        return search::read_room_states(query);
    }
    Query query(db_, sql::search_readable_rooms, viewer);
    return search::read_room_states(query);
}

std::vector<SegmentInfo> SearchReads::segments() {
    Query query(db_, sql::list_search_segments);
    return search::read_segments(query);
}

void SearchReads::read_pending(std::span<const RoomState> rooms, const TakeText& take) {
    // In one snapshot a room has no message of a later version than its own.
    std::vector<chat::RoomId> ids;
    std::vector<chat::Version> before;
    for (const auto& room : rooms) {
        ids.push_back(room.id);
        before.push_back(room.indexed_version);
    }
    Query query(db_, sql::search_pending, ids, before);
    search::read_texts(query, take);
}

void SearchReads::read_texts(std::span<const MessagePlace> places, const TakeText& take) {
    const PlaceColumns columns(places);
    Query query(db_, sql::search_texts, columns.rooms, columns.seqs);
    search::read_texts(query, take);
}

std::optional<MessagePlace> SearchReads::find_place(chat::MessageId id) {
    Query query(db_, sql::search_place, id);
    return search::read_place(query);
}

void SearchReads::read_newest(std::optional<chat::MessageId> before, std::size_t limit,
                              const TakeText& take) {
    chat::MessageId none;
    none.value.bytes.fill(0xFF);
    Query query(db_, sql::search_newest, before.value_or(none), static_cast<std::int64_t>(limit));
    search::read_texts(query, take);
}

std::vector<chat::Message> SearchReads::read_messages(std::span<const MessagePlace> places) {
    return sqlite::read_messages(db_, places);
}

std::vector<chat::Room> SearchReads::read_rooms(chat::UserId viewer, std::span<const chat::RoomId> ids) {
    return find_rooms(db_, viewer, {ids.begin(), ids.end()});
}

std::vector<std::string> SearchReads::read_chunks(SegmentId segment, Section section,
                                                  std::span<const std::uint32_t> numbers) {
    return read_chunks_of(db_, segment, section, numbers);
}

std::string SearchReads::read_section(SegmentId segment, Section section, std::uint32_t count) {
    return read_section_of(db_, segment, section, count);
}

Result<std::vector<RoomState>> IndexStorage::rooms_behind() {
    return checked(*db_, [this] {
        std::int64_t version = 0;
        if (Query query(*db_, sql::data_version); query.next()) version = query.take<std::int64_t>();
        if (version == data_version_) return rooms_behind_;
        data_version_ = version;
        Query query(*db_, sql::search_rooms_behind);
        rooms_behind_ = search::read_room_states(query);
        if (db_->failed()) data_version_ = 0;
        return rooms_behind_;
    });
}

Result<std::vector<StoredText>> IndexStorage::read_changes(chat::RoomId room,
                                                           const search::ChangeRange& range,
                                                           std::size_t limit) {
    return checked(*db_, [&] {
        std::vector<StoredText> texts;
        Query query(*db_, sql::search_changes, room, range.after, range.last,
                    static_cast<std::int64_t>(limit), range.posted_before);
        search::read_texts(query, [&](StoredText text) {
            text.changed = query.take<bool>();
            texts.push_back(std::move(text));
        });
        return texts;
    });
}

Result<std::vector<SegmentInfo>> IndexStorage::published_segments() {
    return checked(*db_, [this] {
        Query query(*db_, sql::list_search_segments);
        return search::read_segments(query);
    });
}

Result<SegmentId> IndexStorage::begin_segment() {
    return writer_.write_and_wait(command_bytes, [](Connection& db, Events&) -> Result<SegmentId> {
        Query query(db, sql::insert_search_segment);
        const SegmentId id = query.next() ? query.take<std::int64_t>() : 0;
        while (query.next()) {  // the insertion ends with the statement
        }
        return id;
    });
}

Result<void> IndexStorage::write_chunks(SegmentId segment, Section section, std::uint32_t first,
                                        std::string bytes) {
    const auto size = command_bytes + bytes.size();
    const auto work = [segment, section, first, bytes = std::move(bytes)](Connection& db,
                                                                          Events&) -> Result<void> {
        const std::string_view all(bytes);
        for (std::size_t begin = 0; begin < all.size(); begin += search::chunk_bytes) {
            const auto number = first + static_cast<std::uint32_t>(begin / search::chunk_bytes);
            run(db, sql::insert_search_chunk, chunk_key(segment, section, number),
                BlobView{all.substr(begin, search::chunk_bytes)});
        }
        return {};
    };
    return writer_.write_and_wait(size, work);
}

Result<void> IndexStorage::publish(const SegmentInfo& segment, std::vector<RoomState> indexed,
                                   std::vector<SegmentId> merged) {
    const auto bytes = command_bytes + indexed.size() * sizeof(RoomState);
    const auto work = [segment, indexed = std::move(indexed), merged = std::move(merged)](
                          Connection& db, Events&) -> Result<void> {
        if (segment.id != 0)
            run(db, sql::publish_search_segment, segment.id, std::int64_t{segment.document_count},
                std::int64_t{segment.catalog_chunks}, static_cast<std::int64_t>(segment.newest_key));
        for (const auto& room : indexed) run(db, sql::move_search_room, room.id, room.indexed_version);
        for (const auto id : merged) run(db, sql::retire_search_segment, id);
        return {};
    };
    return writer_.write_and_wait(bytes, work);
}

Result<void> IndexStorage::retire_unfinished() {
    const auto found = checked(*db_, [this] { return Query(*db_, sql::find_unfinished_segment).next(); });
    if (!found) return std::unexpected(found.error());
    if (!*found) return {};
    return writer_.write_and_wait(command_bytes, [](Connection& db, Events&) -> Result<void> {
        run(db, sql::retire_unfinished_segments);
        return {};
    });
}

Result<bool> IndexStorage::remove_retired() {
    const auto retired = checked(*db_, [this] {
        Query query(*db_, sql::find_retired_segment);
        return query.next() ? query.take<std::int64_t>() : 0;
    });
    if (!retired) return std::unexpected(retired.error());
    if (*retired == 0) return false;
    return writer_.write_and_wait(command_bytes, [id = *retired](Connection& db, Events&) -> Result<bool> {
        run(db, sql::delete_search_chunks, chunk_key(id, Section::catalog, 0),
            chunk_key(id + 1, Section::catalog, 0), chunks_removed_at_once);
        if (db.changes() < chunks_removed_at_once) run(db, sql::delete_search_segment, id);
        return true;
    });
}

std::vector<std::string> IndexStorage::read_chunks(SegmentId segment, Section section,
                                                   std::span<const std::uint32_t> numbers) {
    return read_chunks_of(*db_, segment, section, numbers);
}

std::string IndexStorage::read_section(SegmentId segment, Section section, std::uint32_t count) {
    return read_section_of(*db_, segment, section, count);
}

}  // namespace chatter::store::sqlite
