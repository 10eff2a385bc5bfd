#pragma once

#include <map>
#include <memory>
#include <optional>
#include <unordered_set>
#include <vector>

#include "store/search/catalog.hpp"
#include "store/search/search_source.hpp"

namespace chatter::store::search {

struct Candidate {
    std::uint64_t key = 0;
    MessagePlace place;
};

/// The documents of one segment that may fit, newest first. Made from the catalog alone; then `keep` reads
/// postings, and `begin` the first documents.
class Candidates {
  public:
    /// Those with every fragment in them, of `rooms`.
    Candidates(ChunkSource& source, SegmentId segment, std::shared_ptr<const Catalog> catalog,
               std::span<const Fragment> fragments, const std::unordered_set<chat::RoomId>& rooms);

    /// The bytes of the postings that `keep` reads first, at least as many as there are candidates; nothing
    /// when it reads none and every document may fit.
    [[nodiscard]] std::optional<std::uint64_t> postings_bytes() const;
    /// Where those are.
    void add_postings_chunks(std::vector<ChunkName>& names) const;
    void keep();
    /// After `keep`: where the newest candidates are, at most so many chunks.
    void add_document_chunks(std::vector<ChunkName>& names, std::size_t at_most) const;
    /// The first candidate is that with the highest key up to `key_max`.
    void begin(std::uint64_t key_max);

    /// Null at the end.
    [[nodiscard]] const Candidate* current() const { return current_ ? &*current_ : nullptr; }
    void advance();

  private:
    struct Choice {
        std::vector<PostingsRange> ranges;
        std::uint64_t bytes = 0;
        std::vector<std::uint32_t> chunks;
    };

    /// Nothing when reading the postings would cost more than looking at the messages.
    [[nodiscard]] std::optional<Choice> choose(const Fragment& fragment) const;
    void keep_only(const Choice& choice);
    void keep_up_to(std::uint64_t key_max);
    [[nodiscard]] std::size_t count() const;
    /// Reads the chunks of the next few candidates together.
    const std::string& document_chunk(std::uint32_t number);
    [[nodiscard]] std::vector<std::uint32_t> chunks_of_candidates_below(std::uint32_t document,
                                                                        std::size_t at_most) const;
    /// The newest candidate before `end`, in a room that is readable; `end` itself when there is none.
    [[nodiscard]] std::uint32_t newest_below(std::uint32_t end) const;
    /// Of documents in the chunk `document_chunk` gave.
    [[nodiscard]] static std::uint64_t key_in(const std::string& chunk, std::uint32_t document);

    ChunkSource& source_;
    const SegmentId segment_;
    const std::shared_ptr<const Catalog> catalog_;
    std::vector<Choice> choices_;  // the shortest first; what is left to `keep`
    bool is_empty_ = true;         // by what the catalog says
    bool is_kept_ = false;
    std::vector<std::uint64_t> bits_;  // by document
    std::vector<bool> readable_;       // by room number
    std::uint32_t next_ = 0;           // documents from here on are done with
    std::optional<Candidate> current_;
    std::map<std::uint32_t, std::string> chunks_;  // of documents, those read last
    std::size_t chunks_together_ = 2;
};

}  // namespace chatter::store::search
