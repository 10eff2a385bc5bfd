#pragma once

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/search/catalog.hpp"
#include "store/search/segment.hpp"

namespace chatter::store::search {

/// Writes one segment: its documents, then its terms, then `finish`. Used by one thread.
class SegmentWriter {
  public:
    /// `documents` ascend by key; their `room` is a number in `rooms`.
    SegmentWriter(ChunkSink sink, std::vector<chat::RoomId> rooms, std::span<const Document> documents);

    /// Terms ascend, and so do the numbers of their documents, of which there is one at least.
    [[nodiscard]] Result<void> add_term(std::string_view term, std::span<const std::uint32_t> documents);
    /// Everything is with the sink. `id` of the info is left to whoever knows it. Errors: the sink's.
    [[nodiscard]] Result<SegmentInfo> finish();

  private:
    [[nodiscard]] Result<void> flush(Section section, std::string& bytes, bool all);
    void append_document_rooms(std::string& bytes) const;

    ChunkSink sink_;
    std::array<std::uint32_t, section_count> next_chunk_{};
    CatalogHeader header_;
    std::vector<chat::RoomId> rooms_;
    std::span<const Document> documents_;
    std::vector<TermBlock> blocks_;
    std::string lengths_, text_ = "\n", postings_;
    std::uint64_t postings_length_ = 0;
};

/// Gathers the terms of messages, in any order, for one segment.
class SegmentBuilder {
  public:
    /// `folded` is the message's content; its author is a term as well (author_term).
    void add(const chat::MessageId& id, const chat::RoomId& room, chat::Seq seq, const chat::UserId& author,
             std::string_view folded);
    [[nodiscard]] std::size_t document_count() const { return documents_.size(); }
    /// Once, and only when there is a document. Errors: the sink's.
    [[nodiscard]] Result<SegmentInfo> write(ChunkSink sink);

  private:
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };

    void add_term(std::string_view term);

    std::vector<Document> documents_;
    std::vector<chat::RoomId> rooms_;
    std::unordered_map<chat::RoomId, std::uint32_t> room_numbers_;
    std::unordered_map<std::string, std::vector<std::uint32_t>, TextHash, std::equal_to<>> terms_;
};

/// What stands for an author among the terms; no text holds it.
[[nodiscard]] std::string author_term(const chat::UserId& author);

}  // namespace chatter::store::search
