#include "store/search/segment_merger.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <unordered_map>

#include "base/errc.hpp"
#include "store/search/catalog.hpp"
#include "store/search/segment_writer.hpp"

namespace chatter::store::search {

namespace {

/// So many chunks are read at a time.
constexpr std::uint32_t chunks_at_once = 64;

/// One of the segments that become one: gives its terms in order.
class Input {
  public:
    Input(ChunkSource& source, const SegmentInfo& segment) : source_(source), segment_(segment) {
        catalog_ = Catalog::parse(source.read_section(segment.id, Section::catalog, segment.catalog_chunks));
        if (!catalog_) return;
        terms_.reserve(catalog_->header().terms);
        catalog_->for_each_term([this](std::string_view term, PostingsRange range) {
            terms_.push_back({.text = term, .range = range});
        });
    }

    [[nodiscard]] bool is_readable() const {
        return catalog_ != nullptr && catalog_->header().documents == segment_.document_count;
    }
    [[nodiscard]] const Catalog& catalog() const { return *catalog_; }

    /// Every document, ascending by key; fewer when they cannot be read.
    [[nodiscard]] std::vector<Document> read_documents() {
        const auto count = segment_.document_count;
        const auto chunks =
            static_cast<std::uint32_t>((count + documents_per_chunk - 1) / documents_per_chunk);
        const auto bytes = source_.read_section(segment_.id, Section::documents, chunks);
        std::vector<Document> documents(std::min<std::size_t>(count, bytes.size() / document_bytes));
        for (std::uint32_t i = 0; i < documents.size(); ++i) {
            const char* at = bytes.data() + document_bytes * i;
            std::memcpy(&documents[i].key, at, 8);
            std::memcpy(&documents[i].seq, at + 8, 4);
            documents[i].room = catalog_->room_number_of(i);
        }
        return documents;
    }

    [[nodiscard]] bool at_end() const { return next_ == terms_.size(); }
    [[nodiscard]] std::string_view term() const { return terms_[next_].text; }

    /// The numbers that this term's documents have in the new segment; moves on to the next term. False when
    /// they cannot be read.
    [[nodiscard]] bool take_postings(const std::vector<std::uint32_t>& numbers,
                                     std::vector<std::uint32_t>& into) {
        const auto length = terms_[next_++].range.length;
        while (buffer_.size() - consumed_ < length && read_more()) {
        }
        const auto bytes = std::string_view(buffer_).substr(consumed_, length);
        consumed_ += bytes.size();
        for_each_posting(bytes, [&](std::uint32_t document) {
            if (document < numbers.size()) into.push_back(numbers[document]);
        });
        return bytes.size() == length;
    }

  private:
    struct Term {
        std::string_view text;
        PostingsRange range;
    };

    bool read_more() {
        buffer_.erase(0, consumed_);
        consumed_ = 0;
        std::vector<std::uint32_t> numbers(chunks_at_once);
        for (auto& number : numbers) number = next_chunk_++;
        const auto before = buffer_.size();
        for (const auto& chunk : source_.read_chunks(segment_.id, Section::postings, numbers))
            buffer_ += chunk;
        return buffer_.size() > before;
    }

    ChunkSource& source_;
    const SegmentInfo segment_;
    std::shared_ptr<const Catalog> catalog_;
    std::vector<Term> terms_;
    std::size_t next_ = 0;
    std::string buffer_;
    std::size_t consumed_ = 0;
    std::uint32_t next_chunk_ = 0;
};

/// The documents of all inputs in one order.
struct Numbering {
    std::vector<chat::RoomId> rooms;
    std::vector<Document> documents;
    std::vector<std::vector<std::uint32_t>> numbers;  // for each input, of each of its documents
};

Numbering number_documents(std::vector<Input>& inputs) {
    struct Place {
        Document document;
        std::uint32_t input;
        std::uint32_t number;
    };
    Numbering numbering;
    std::unordered_map<chat::RoomId, std::uint32_t> room_numbers;
    std::vector<Place> places;
    for (std::uint32_t i = 0; i < inputs.size(); ++i) {
        std::vector<std::uint32_t> rooms;
        for (std::uint32_t room = 0; room < inputs[i].catalog().header().rooms; ++room) {
            const auto id = inputs[i].catalog().room(room);
            const auto next = static_cast<std::uint32_t>(numbering.rooms.size());
            const auto [number, is_new] = room_numbers.try_emplace(id, next);
            if (is_new) numbering.rooms.push_back(id);
            rooms.push_back(number->second);
        }
        auto documents = inputs[i].read_documents();
        for (std::uint32_t number = 0; number < documents.size(); ++number) {
            documents[number].room = rooms[documents[number].room];
            places.push_back({.document = documents[number], .input = i, .number = number});
        }
        numbering.numbers.emplace_back(documents.size());
    }
    const auto order = [](const Place& place) {
        return std::tuple(place.document.key, place.document.room, place.document.seq);
    };
    std::ranges::sort(places, {}, order);
    for (const auto* before = static_cast<const Place*>(nullptr); const auto& place : places) {
        if (before == nullptr || order(*before) != order(place))
            numbering.documents.push_back(place.document);
        numbering.numbers[place.input][place.number] =
            static_cast<std::uint32_t>(numbering.documents.size() - 1);
        before = &place;
    }
    return numbering;
}

std::unexpected<Error> unreadable() {
    return fail(chatter::Errc::internal, "A part of the search index cannot be read.");
}

}  // namespace

Result<SegmentInfo> merge_segments(ChunkSource& source, std::span<const SegmentInfo> segments,
                                   ChunkSink sink) {
    std::vector<Input> inputs;
    for (const auto& segment : segments) {
        inputs.emplace_back(source, segment);
        if (!inputs.back().is_readable()) return unreadable();
    }
    const auto numbering = number_documents(inputs);
    for (std::size_t i = 0; i < inputs.size(); ++i)
        if (numbering.numbers[i].size() != segments[i].document_count) return unreadable();
    SegmentWriter writer(std::move(sink), numbering.rooms, numbering.documents);
    std::vector<std::uint32_t> documents;
    while (true) {
        const Input* least = nullptr;
        for (const auto& input : inputs)
            if (!input.at_end() && (least == nullptr || input.term() < least->term())) least = &input;
        if (least == nullptr) return writer.finish();
        const auto term = least->term();
        documents.clear();
        for (std::size_t i = 0; i < inputs.size(); ++i)
            if (!inputs[i].at_end() && inputs[i].term() == term &&
                !inputs[i].take_postings(numbering.numbers[i], documents))
                return unreadable();
        std::ranges::sort(documents);
        documents.erase(std::ranges::unique(documents).begin(), documents.end());
        if (documents.empty()) continue;
        if (auto added = writer.add_term(term, documents); !added) return std::unexpected(added.error());
    }
}

}  // namespace chatter::store::search
