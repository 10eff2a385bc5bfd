#include "store/search/segment_writer.hpp"

#include <algorithm>
#include <numeric>

namespace chatter::store::search {

namespace {

/// So much of a section is gathered before it is handed on.
constexpr std::size_t flush_chunks = 64;

template <class T>
void append(std::string& bytes, const T& value) {
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void append_number(std::string& bytes, std::uint32_t number) {
    for (; number >= 0x80; number >>= 7) bytes.push_back(static_cast<char>(number | 0x80));
    bytes.push_back(static_cast<char>(number));
}

}  // namespace

void append_postings(std::string& bytes, std::span<const std::uint32_t> documents) {
    std::uint32_t before = 0;
    for (const auto document : documents) {
        append_number(bytes, document - before);
        before = document;
    }
}

std::string author_term(const chat::UserId& author) { return "\x01" + author.to_string(); }

SegmentWriter::SegmentWriter(ChunkSink sink, std::vector<chat::RoomId> rooms,
                             std::span<const Document> documents)
    : sink_(std::move(sink)), rooms_(std::move(rooms)), documents_(documents) {
    header_.documents = static_cast<std::uint32_t>(documents.size());
    header_.rooms = static_cast<std::uint32_t>(rooms_.size());
}

Result<void> SegmentWriter::add_term(std::string_view term, std::span<const std::uint32_t> documents) {
    if (header_.terms++ % terms_per_block == 0) {
        blocks_.push_back({.text = static_cast<std::uint32_t>(text_.size()),
                           .lengths = static_cast<std::uint32_t>(lengths_.size()),
                           .postings = postings_length_});
    }
    const auto before = postings_.size();
    append_postings(postings_, documents);
    const auto length = postings_.size() - before;
    append_number(lengths_, static_cast<std::uint32_t>(length));
    postings_length_ += length;
    text_.append(term).push_back('\n');
    return flush(Section::postings, postings_, false);
}

Result<SegmentInfo> SegmentWriter::finish() {
    if (auto flushed = flush(Section::postings, postings_, true); !flushed)
        return std::unexpected(flushed.error());

    std::string documents;
    for (const auto& document : documents_) {
        append(documents, document.key);
        append(documents, document.seq);
        if (auto flushed = flush(Section::documents, documents, false); !flushed)
            return std::unexpected(flushed.error());
    }
    if (auto flushed = flush(Section::documents, documents, true); !flushed)
        return std::unexpected(flushed.error());

    header_.lengths_bytes = static_cast<std::uint32_t>(lengths_.size());
    header_.text_bytes = static_cast<std::uint32_t>(text_.size());
    std::string catalog;
    append(catalog, header_);
    for (const auto& room : rooms_) append(catalog, room);
    for (std::size_t i = 0; i < documents_.size(); i += documents_per_chunk)
        append(catalog, documents_[i].key);
    for (const auto& block : blocks_) append(catalog, block);
    catalog += lengths_;
    append_document_rooms(catalog);
    catalog += text_;
    if (auto flushed = flush(Section::catalog, catalog, true); !flushed)
        return std::unexpected(flushed.error());
    return SegmentInfo{.id = 0,
                       .document_count = header_.documents,
                       .catalog_chunks = next_chunk_[static_cast<std::size_t>(Section::catalog)],
                       .newest_key = documents_.empty() ? 0 : documents_.back().key};
}

void SegmentWriter::append_document_rooms(std::string& bytes) const {
    for (const auto& document : documents_) {
        if (rooms_.size() <= 0x10000)
            append(bytes, static_cast<std::uint16_t>(document.room));
        else
            append(bytes, document.room);
    }
}

Result<void> SegmentWriter::flush(Section section, std::string& bytes, bool all) {
    constexpr std::size_t flush_bytes = flush_chunks * chunk_bytes;
    while (bytes.size() >= flush_bytes || (all && !bytes.empty())) {
        auto& next = next_chunk_[static_cast<std::size_t>(section)];
        const auto taken = std::min(bytes.size(), flush_bytes);
        if (auto sunk = sink_(section, next, bytes.substr(0, taken)); !sunk) return sunk;
        next += static_cast<std::uint32_t>((taken + chunk_bytes - 1) / chunk_bytes);
        bytes.erase(0, taken);
    }
    return {};
}

void SegmentBuilder::add(const chat::MessageId& id, const chat::RoomId& room, chat::Seq seq,
                         const chat::UserId& author, std::string_view folded) {
    const auto [number, is_new] = room_numbers_.try_emplace(room, static_cast<std::uint32_t>(rooms_.size()));
    if (is_new) rooms_.push_back(room);
    documents_.push_back({.key = key_of(id), .seq = static_cast<std::uint32_t>(seq), .room = number->second});
    add_term(author_term(author));
    for_each_term(folded, [this](std::string_view term) { add_term(term); });
}

void SegmentBuilder::add_term(std::string_view term) {
    const auto document = static_cast<std::uint32_t>(documents_.size() - 1);
    auto found = terms_.find(term);
    if (found == terms_.end()) found = terms_.emplace(std::string(term), std::vector<std::uint32_t>()).first;
    if (found->second.empty() || found->second.back() != document) found->second.push_back(document);
}

Result<SegmentInfo> SegmentBuilder::write(ChunkSink sink) {
    // Documents are numbered by key from here on.
    std::vector<std::uint32_t> order(documents_.size()), numbers(documents_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [this](std::uint32_t i) { return std::pair(documents_[i].key, i); });
    std::vector<Document> sorted;
    sorted.reserve(order.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) {
        numbers[order[i]] = i;
        sorted.push_back(documents_[order[i]]);
    }
    std::vector<std::pair<const std::string, std::vector<std::uint32_t>>*> terms;
    terms.reserve(terms_.size());
    for (auto& term : terms_) terms.push_back(&term);
    std::ranges::sort(terms, {}, [](const auto* term) -> const std::string& { return term->first; });

    SegmentWriter writer(std::move(sink), rooms_, sorted);
    for (auto* term : terms) {
        for (auto& document : term->second) document = numbers[document];
        std::ranges::sort(term->second);
        if (auto added = writer.add_term(term->first, term->second); !added)
            return std::unexpected(added.error());
    }
    return writer.finish();
}

}  // namespace chatter::store::search
