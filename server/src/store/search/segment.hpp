// The index is a few immutable segments. A segment tells of some thousand messages, its documents, which term
// is in which of them:
//
//   catalog    rooms · for each chunk of documents the key of its first · for each block of terms where its
//              texts, lengths and postings begin · lengths of postings · for each document the number of its
//              room · "\n" term "\n" term "\n" …, ascending
//   postings   for each term the numbers of its documents, ascending, as differences in LEB128
//   documents  key and seq of each, ascending by key: the number of a document says how new it is
//
// Each section is stored in chunks that a store reads with one look-up. The catalog stays in memory
// (catalog_cache.hpp); a search reads few of the others. New messages become small segments, and when there
// are `merge_count` of a size they become one (segment_merger.hpp), so that there are few, and each message
// is written a few times only. An entry may be out of date, since a message was edited or deleted, or be
// there twice: who searches looks at the message itself.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "chat/entities.hpp"

namespace chatter::store::search {

using SegmentId = std::int64_t;

enum class Section : std::uint8_t { catalog, postings, documents };
inline constexpr std::size_t section_count = 3;

/// Of every chunk but a section's last: what a page of SQLite and half a page of PostgreSQL can hold in a
/// row.
inline constexpr std::size_t chunk_bytes = 4032;

/// Where a chunk is stored: ascending within a section, and a section's chunks side by side.
[[nodiscard]] constexpr std::int64_t chunk_key(SegmentId segment, Section section, std::uint32_t number) {
    return (segment << 32) | (static_cast<std::int64_t>(section) << 28) | number;
}

/// The time part of a message's id and what follows it: orders messages as their ids do, but for ties.
[[nodiscard]] inline std::uint64_t key_of(const chat::MessageId& id) {
    std::uint64_t key = 0;
    for (int i = 0; i < 8; ++i) key = key << 8 | id.value.bytes[static_cast<std::size_t>(i)];
    return key;
}

/// The milliseconds since 1970 in a key. Of messages of one millisecond the ids say nothing about which is
/// newer.
[[nodiscard]] constexpr std::uint64_t time_of(std::uint64_t key) { return key >> 16; }
[[nodiscard]] constexpr std::uint64_t last_key_at(std::uint64_t time) { return time << 16 | 0xFFFF; }

struct Document {
    std::uint64_t key = 0;
    std::uint32_t seq = 0;
    std::uint32_t room = 0;  // its number among the segment's rooms
};

struct SegmentInfo {
    SegmentId id = 0;
    std::uint32_t document_count = 0;
    std::uint32_t catalog_chunks = 0;
    std::uint64_t newest_key = 0;
};

/// Segments of fewer documents than this many times `merge_count` to the power of their level are of that
/// level.
inline constexpr std::uint32_t level_zero_documents = 12'000;
inline constexpr std::uint32_t merge_count = 8;
inline constexpr int level_max = 3;  // not merged any further

[[nodiscard]] constexpr int level_of(std::uint32_t document_count) {
    int level = 0;
    for (std::uint64_t below = level_zero_documents; level < level_max && document_count >= below;
         below *= merge_count)
        ++level;
    return level;
}

struct ChunkName {
    SegmentId segment = 0;
    Section section = Section::catalog;
    std::uint32_t number = 0;
};

/// Where segments are read from.
class ChunkSource {
  public:
    virtual ~ChunkSource() = default;
    /// Says what `read_chunks` will be asked for: a source of which each read is a round trip reads it now,
    /// all at once.
    virtual void read_ahead(std::span<const ChunkName> /*chunks*/) {}
    /// The chunks of those numbers, which ascend; empty ones for what cannot be read (the store knows why).
    virtual std::vector<std::string> read_chunks(SegmentId segment, Section section,
                                                 std::span<const std::uint32_t> numbers) = 0;
    /// The whole of the first `count` chunks.
    virtual std::string read_section(SegmentId segment, Section section, std::uint32_t count) = 0;
};

/// Where a segment under way is written to: `bytes` are whole chunks from number `first` on, but for the end.
using ChunkSink = std::function<Result<void>(Section section, std::uint32_t first, std::string bytes)>;

/// Appends the postings of a term, ascending document numbers.
void append_postings(std::string& bytes, std::span<const std::uint32_t> documents);

/// Calls `take(document)` for each of a term's postings. Stops at what is damaged.
template <class Take>
void for_each_posting(std::string_view bytes, const Take& take) {
    std::uint32_t document = 0, difference = 0;
    int shift = 0;
    for (const char c : bytes) {
        difference |= (static_cast<std::uint32_t>(c) & 0x7FU) << shift;
        shift += 7;
        if ((static_cast<unsigned char>(c) & 0x80U) != 0) {
            if (shift > 28) return;
            continue;
        }
        document += difference;
        take(document);
        difference = 0;
        shift = 0;
    }
}

}  // namespace chatter::store::search
