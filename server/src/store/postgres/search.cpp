#include "store/postgres/search.hpp"

#include <algorithm>

#include "store/postgres/message_reads.hpp"
#include "store/postgres/room_reads.hpp"
#include "store/search/rows.hpp"

namespace chatter::store::postgres {

using search::RoomState;
using search::Section;
using search::SegmentId;
using search::SegmentInfo;
using search::StoredText;
using search::TakeText;

namespace {

constexpr std::int64_t chunks_removed_at_once = 256;

/// The claim to indexing holds for 20 s: so long nobody indexes after a process has died with it.
constexpr std::chrono::seconds claim_interval(5);

constexpr ReaderLimits index_limits{.readers = 1, .queue_count_max = 4, .gives_way = true};

std::vector<std::int64_t> keys_of(SegmentId segment, Section section,
                                  std::span<const std::uint32_t> numbers) {
    std::vector<std::int64_t> keys;
    for (const auto number : numbers) keys.push_back(chunk_key(segment, section, number));
    return keys;
}

/// The bytes of each of `keys`, which ascend, as far as they are there.
std::vector<std::string> chunks_from(Query& rows, std::span<const std::int64_t> keys) {
    std::vector<std::string> chunks(keys.size());
    std::size_t at = 0;
    while (rows.next()) {
        const auto key = rows.take<std::int64_t>();
        while (at < keys.size() && keys[at] < key) ++at;
        if (at < keys.size() && keys[at] == key) chunks[at] = rows.view();
    }
    return chunks;
}

void send_places(Snapshot& snapshot, const sql::Statement& statement, std::span<const MessagePlace> places) {
    std::vector<chat::RoomId> rooms;
    std::vector<std::int64_t> seqs;
    for (const auto& place : places) {
        rooms.push_back(place.room_id);
        seqs.push_back(place.seq);
    }
    snapshot.send(statement, rooms, seqs);
}

std::string section_from(Query& rows) {
    std::string bytes;
    bytes.reserve(static_cast<std::size_t>(rows.row_count()) * search::chunk_bytes);
    while (rows.next()) bytes += rows.view();
    return bytes;
}

}  // namespace

std::vector<RoomState> SearchReads::readable_rooms(chat::UserId viewer, std::optional<chat::RoomId> only) {
    if (only)
        snapshot_.send(sql::search_readable_room, viewer, *only);
    else
        snapshot_.send(sql::search_readable_rooms, viewer);
    snapshot_.sync();
    auto rows = snapshot_.take();
    return search::read_room_states(rows);
}

std::vector<SegmentInfo> SearchReads::segments() {
    snapshot_.send(sql::list_search_segments);
    snapshot_.sync();
    auto rows = snapshot_.take();
    return search::read_segments(rows);
}

void SearchReads::read_pending(std::span<const RoomState> rooms, const TakeText& take) {
    std::vector<chat::RoomId> ids;
    std::vector<std::int64_t> before, last;
    for (const auto& room : rooms) {
        ids.push_back(room.id);
        before.push_back(room.indexed_version);
        last.push_back(room.version);
    }
    snapshot_.send(sql::search_pending, ids, before, last);
    snapshot_.sync();
    auto rows = snapshot_.take();
    search::read_texts(rows, take);
}

void SearchReads::read_texts(std::span<const MessagePlace> places, const TakeText& take) {
    send_places(snapshot_, sql::search_texts, places);
    snapshot_.sync();
    auto rows = snapshot_.take();
    search::read_texts(rows, take);
}

std::optional<MessagePlace> SearchReads::find_place(chat::MessageId id) {
    snapshot_.send(sql::search_place, id);
    snapshot_.sync();
    auto row = snapshot_.take();
    return search::read_place(row);
}

void SearchReads::read_newest(std::optional<chat::MessageId> before, std::size_t limit,
                              const TakeText& take) {
    chat::MessageId none;
    none.value.bytes.fill(0xFF);
    snapshot_.send(sql::search_newest, before.value_or(none), static_cast<std::int64_t>(limit));
    snapshot_.sync();
    auto rows = snapshot_.take();
    search::read_texts(rows, take);
}

std::vector<chat::Message> SearchReads::read_messages(std::span<const MessagePlace> places) {
    return postgres::read_messages(snapshot_, places);
}

std::vector<chat::Room> SearchReads::read_rooms(chat::UserId viewer, std::span<const chat::RoomId> ids) {
    return find_rooms(snapshot_, viewer, {ids.begin(), ids.end()});
}

void SearchReads::read_ahead(std::span<const search::ChunkName> chunks) {
    if (chunks.empty()) return;
    std::vector<std::int64_t> keys;
    for (const auto& chunk : chunks) keys.push_back(chunk_key(chunk.segment, chunk.section, chunk.number));
    std::ranges::sort(keys);
    auto read = read_chunks_at(keys);
    for (std::size_t i = 0; i < keys.size(); ++i) ahead_.insert_or_assign(keys[i], std::move(read[i]));
}

std::vector<std::string> SearchReads::read_chunks(SegmentId segment, Section section,
                                                  std::span<const std::uint32_t> numbers) {
    const auto keys = keys_of(segment, section, numbers);
    const bool is_here =
        std::ranges::all_of(keys, [this](const std::int64_t key) { return ahead_.contains(key); });
    if (!is_here) return read_chunks_at(keys);
    std::vector<std::string> chunks;
    for (const auto key : keys) chunks.push_back(ahead_.at(key));
    return chunks;
}

std::vector<std::string> SearchReads::read_chunks_at(const std::vector<std::int64_t>& keys) {
    snapshot_.send(sql::read_some_search_chunks, keys);
    snapshot_.sync();
    auto rows = snapshot_.take();
    return chunks_from(rows, keys);
}

std::string SearchReads::read_section(SegmentId segment, Section section, std::uint32_t count) {
    snapshot_.send(sql::read_search_chunks, chunk_key(segment, section, 0),
                   chunk_key(segment, section, count));
    snapshot_.sync();
    auto rows = snapshot_.take();
    return section_from(rows);
}

IndexStorage::IndexStorage(Connector& connector, Uuid process)
    : process_(process), pool_("store-index", connector, index_limits) {}

IndexStorage::~IndexStorage() {
    if (!has_claim_ || pool_.is_away()) return;
    (void)ask([this](Connection& db) -> Result<void> {
        run(db, sql::release_search_indexing, process_);
        return {};
    });
}

Result<bool> IndexStorage::may_index() {
    const auto now = std::chrono::steady_clock::now();
    if (has_claim_ && now - claimed_at_ < claim_interval) return true;
    auto claimed = ask([this](Connection& db) -> Result<bool> {
        return Query(db, sql::claim_search_indexing, process_).next();
    });
    has_claim_ = claimed && *claimed;
    claimed_at_ = now;
    return claimed;
}

Result<std::vector<RoomState>> IndexStorage::rooms_behind() {
    return ask([](Connection& db) -> Result<std::vector<RoomState>> {
        Query rows(db, sql::search_rooms_behind);
        return search::read_room_states(rows);
    });
}

Result<std::vector<StoredText>> IndexStorage::read_changes(chat::RoomId room,
                                                           const search::ChangeRange& range,
                                                           std::size_t limit) {
    return ask([&](Connection& db) -> Result<std::vector<StoredText>> {
        std::vector<StoredText> texts;
        Query rows(db, sql::search_changes, room, range.after, range.last, static_cast<std::int64_t>(limit),
                   range.posted_before);
        search::read_texts(rows, [&](StoredText text) {
            text.changed = rows.take<bool>();
            texts.push_back(std::move(text));
        });
        return texts;
    });
}

Result<std::vector<SegmentInfo>> IndexStorage::published_segments() {
    return ask([](Connection& db) -> Result<std::vector<SegmentInfo>> {
        Query rows(db, sql::list_search_segments);
        return search::read_segments(rows);
    });
}

Result<SegmentId> IndexStorage::begin_segment() {
    return ask([](Connection& db) -> Result<SegmentId> {
        Query row(db, sql::insert_search_segment);
        return row.next() ? row.take<std::int64_t>() : 0;
    });
}

Result<void> IndexStorage::write_chunks(SegmentId segment, Section section, std::uint32_t first,
                                        std::string bytes) {
    // A long merge must not lose its claim meanwhile.
    if (const auto may = may_index(); !may) return std::unexpected(may.error());
    std::vector<std::int64_t> keys;
    std::vector<BlobView> chunks;
    for (std::string_view rest(bytes); !rest.empty();) {
        chunks.push_back({rest.substr(0, search::chunk_bytes)});
        keys.push_back(chunk_key(segment, section, first++));
        rest.remove_prefix(chunks.back().bytes.size());
    }
    return ask([&](Connection& db) -> Result<void> {
        run(db, sql::insert_search_chunks, keys, chunks);
        return {};
    });
}

Result<void> IndexStorage::publish(const SegmentInfo& segment, std::vector<RoomState> indexed,
                                   std::vector<SegmentId> merged) {
    std::vector<chat::RoomId> rooms;
    std::vector<std::int64_t> versions;
    for (const auto& room : indexed) {
        rooms.push_back(room.id);
        versions.push_back(room.indexed_version);
    }
    // Once more, over a new connection, when this one is lost under COMMIT: all of it is as if done once.
    return ask([&](Connection& db) -> Result<void> {
        const auto refused = [] {
            return fail(chatter::Errc::unavailable, "Another process makes the search index now.");
        };
        run(db, sql::begin);
        if (!Query(db, sql::claim_search_indexing, process_).next()) return refused();
        if (segment.id != 0) {
            run(db, sql::publish_search_segment, segment.id, std::int64_t{segment.document_count},
                std::int64_t{segment.catalog_chunks}, static_cast<std::int64_t>(segment.newest_key));
            if (!Query(db, sql::is_search_segment_published, segment.id).next()) return refused();
        }
        run(db, sql::move_search_rooms, rooms, versions);
        run(db, sql::retire_search_segments, merged);
        run(db, sql::commit);
        return {};
    });
}

Result<void> IndexStorage::retire_unfinished() {
    return ask([](Connection& db) -> Result<void> {
        run(db, sql::retire_unfinished_segments);
        return {};
    });
}

Result<bool> IndexStorage::remove_retired() {
    return ask([](Connection& db) -> Result<bool> {
        std::int64_t id = 0;
        if (Query row(db, sql::find_retired_segment); row.next()) id = row.take<std::int64_t>();
        if (id == 0) return false;
        run(db, sql::delete_search_chunks, chunk_key(id, Section::catalog, 0),
            chunk_key(id + 1, Section::catalog, 0), chunks_removed_at_once);
        if (db.changes() < chunks_removed_at_once) run(db, sql::delete_search_segment, id);
        return true;
    });
}

std::vector<std::string> IndexStorage::read_chunks(SegmentId segment, Section section,
                                                   std::span<const std::uint32_t> numbers) {
    const auto keys = keys_of(segment, section, numbers);
    return ask([&keys](Connection& db) -> Result<std::vector<std::string>> {
               Query rows(db, sql::read_some_search_chunks, keys);
               return chunks_from(rows, keys);
           })
        .value_or(std::vector<std::string>(numbers.size()));
}

std::string IndexStorage::read_section(SegmentId segment, Section section, std::uint32_t count) {
    return ask([&](Connection& db) -> Result<std::string> {
               Query rows(db, sql::read_search_chunks, chunk_key(segment, section, 0),
                          chunk_key(segment, section, count));
               return section_from(rows);
           })
        .value_or(std::string());
}

}  // namespace chatter::store::postgres
