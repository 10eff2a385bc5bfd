#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/search/segment.hpp"
#include "store/search/terms.hpp"

namespace chatter::store::search {

/// How many documents a chunk holds, and how each is written: key, then seq.
inline constexpr std::size_t document_bytes = 12;
inline constexpr std::size_t documents_per_chunk = chunk_bytes / document_bytes;

/// Of so many terms the catalog says where they begin; the others are counted from there.
inline constexpr std::size_t terms_per_block = 32;

struct CatalogHeader {
    std::uint32_t format = 1;
    std::uint32_t documents = 0;
    std::uint32_t rooms = 0;
    std::uint32_t terms = 0;
    std::uint32_t lengths_bytes = 0;
    std::uint32_t text_bytes = 0;
};

struct TermBlock {
    std::uint32_t text = 0;     // of its first term, after the line break
    std::uint32_t lengths = 0;  // of its first term's postings
    std::uint64_t postings = 0;
};

/// Where the postings of one term are.
struct PostingsRange {
    std::uint64_t begin = 0;
    std::uint32_t length = 0;
};

using ByteCounts = std::array<std::uint32_t, 256>;

/// The part of a segment that stays in memory. Threads: any, once made.
class Catalog {
  public:
    /// Null when `bytes` are damaged.
    [[nodiscard]] static std::shared_ptr<const Catalog> parse(std::string bytes);

    [[nodiscard]] const CatalogHeader& header() const { return header_; }
    [[nodiscard]] std::size_t bytes() const { return bytes_.size(); }
    [[nodiscard]] chat::RoomId room(std::uint32_t number) const;
    [[nodiscard]] std::uint32_t room_number_of(std::uint32_t document) const;
    [[nodiscard]] std::uint64_t first_key_of_chunk(std::uint32_t chunk) const;
    /// Calls `take` with the postings of every term that holds, or is, the fragment, which is not empty;
    /// ascending. Ends when `take` says false.
    void find(const Fragment& fragment, const std::function<bool(const PostingsRange&)>& take) const;
    /// Calls `take(term, range)` for every term, ascending.
    template <class Take>
    void for_each_term(const Take& take) const;

  private:
    Catalog() = default;
    [[nodiscard]] TermBlock block(std::size_t number) const;
    /// The text from the term that begins there up to the line break after it.
    [[nodiscard]] std::string_view term_at(std::size_t begin) const {
        if (begin >= text_.size()) return {};  // damaged
        return text_.substr(begin, text_.find('\n', begin) - begin);
    }
    [[nodiscard]] std::optional<PostingsRange> find_term(std::string_view term) const;

    /// A term, from which one goes to the terms after it.
    struct Cursor {
        std::size_t block = 0;  // its number
        std::size_t begin = 0;  // of the text
        std::string_view lengths;
        PostingsRange postings;
    };
    [[nodiscard]] Cursor first_of_block(std::size_t number) const;
    /// Moves on to the term that `at` lies in, which is not before the cursor's. Returns where that ends.
    std::size_t move_to(Cursor& cursor, std::size_t at) const;
    /// The last block, not before `from`, whose first term begins at or before `at`.
    [[nodiscard]] std::size_t block_at(std::size_t from, std::size_t at) const;
    [[nodiscard]] std::string_view section(std::size_t begin, std::size_t length) const {
        return std::string_view(bytes_).substr(begin, length);
    }
    [[nodiscard]] static std::uint32_t take_length(std::string_view& lengths);

    std::string bytes_;
    CatalogHeader header_;
    std::size_t rooms_ = 0, chunk_keys_ = 0, blocks_ = 0, block_count_ = 0, document_rooms_ = 0;
    std::string_view lengths_, text_;
    ByteCounts byte_counts_{};  // of the text, about
};

/// Catalogs that searches have used lately, in at most `bytes_max`. Segments never change, so that nothing in
/// here is ever out of date. Threads: any.
class CatalogCache {
  public:
    explicit CatalogCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    /// Reads what is not here. Null when it cannot be read.
    [[nodiscard]] std::shared_ptr<const Catalog> find(ChunkSource& source, const SegmentInfo& segment);

  private:
    struct Entry {
        std::shared_ptr<const Catalog> catalog;
        std::list<SegmentId>::iterator place;
    };

    const std::size_t bytes_max_;
    std::mutex mutex_;  // guards the rest; never held over a read
    std::size_t bytes_ = 0;
    std::list<SegmentId> latest_first_;
    std::unordered_map<SegmentId, Entry> entries_;
};

template <class Take>
void Catalog::for_each_term(const Take& take) const {
    std::uint64_t postings = 0;
    auto lengths = lengths_;
    for (std::size_t begin = 1; begin < text_.size();) {
        const auto end = text_.find('\n', begin);
        if (end == std::string_view::npos) return;
        const auto length = take_length(lengths);
        take(text_.substr(begin, end - begin), PostingsRange{.begin = postings, .length = length});
        postings += length;
        begin = end + 1;
    }
}

}  // namespace chatter::store::search
