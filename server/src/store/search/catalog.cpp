#include "store/search/catalog.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace chatter::store::search {

namespace {

static_assert(std::endian::native == std::endian::little, "segments are written as they lie in memory");

template <class T>
T load(std::string_view bytes, std::size_t at) {
    T value;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

/// How often each byte is in `text`, by a sample: whole words of it, since their lengths may all be the same.
ByteCounts count_some_bytes(std::string_view text) {
    constexpr std::size_t samples = 256, sample_bytes = 64;
    ByteCounts counts{};
    const auto step = std::max(sample_bytes, text.size() / samples);
    for (std::size_t begin = 0; begin < text.size(); begin += step)
        for (const char c : text.substr(begin, sample_bytes)) ++counts[static_cast<unsigned char>(c)];
    return counts;
}

/// The two places in `needle` whose bytes are the rarest; one twice when it has but one.
std::array<std::size_t, 2> rarest_places(std::string_view needle, const ByteCounts& counts) {
    const auto count_at = [&](std::size_t place) {
        return counts[static_cast<unsigned char>(needle[place])];
    };
    std::array<std::size_t, 2> rarest{0, needle.size() - 1};
    if (count_at(rarest[1]) < count_at(rarest[0])) std::swap(rarest[0], rarest[1]);
    for (std::size_t place = 1; place + 1 < needle.size(); ++place) {
        if (count_at(place) < count_at(rarest[0]))
            rarest = {place, rarest[0]};
        else if (count_at(place) < count_at(rarest[1]))
            rarest[1] = place;
    }
    return rarest;
}

/// Where `needle` is in `text` from `from` on. Compares two of its bytes, at `places`, with those at 64
/// places at once, which the compiler makes vector instructions of: the words of millions of messages are
/// looked through in milliseconds.
std::size_t find_bytes(std::string_view text, std::string_view needle,
                       const std::array<std::size_t, 2>& places, std::size_t from) {
    constexpr std::size_t stride = 64;
    const auto [one, other] = places;
    for (; from + needle.size() - 1 + stride <= text.size(); from += stride) {
        const char* begin = text.data() + from;
        std::array<std::uint64_t, stride / 8> words;
        std::array<unsigned char, stride> hits;
        for (std::size_t i = 0; i < stride; ++i)
            hits[i] = static_cast<unsigned char>(begin[i + one] == needle[one]) &
                      static_cast<unsigned char>(begin[i + other] == needle[other]);
        std::memcpy(words.data(), hits.data(), stride);
        std::uint64_t any = 0;
        for (const auto word : words) any |= word;
        if (any == 0) continue;
        for (std::size_t i = 0; i < words.size(); ++i) {
            for (auto word = words[i]; word != 0; word &= word - 1) {
                const auto at = i * 8 + static_cast<std::size_t>(std::countr_zero(word)) / 8;
                if (std::memcmp(begin + at, needle.data(), needle.size()) == 0) return from + at;
            }
        }
    }
    return text.find(needle, from);
}

std::size_t chunks_for(std::size_t documents) {
    return (documents + documents_per_chunk - 1) / documents_per_chunk;
}

}  // namespace

std::shared_ptr<const Catalog> Catalog::parse(std::string bytes) {
    std::shared_ptr<Catalog> catalog(new Catalog());
    catalog->bytes_ = std::move(bytes);
    if (catalog->bytes_.size() < sizeof(CatalogHeader)) return nullptr;
    const auto header = catalog->header_ = load<CatalogHeader>(catalog->bytes_, 0);
    catalog->block_count_ = (header.terms + terms_per_block - 1) / terms_per_block;
    const std::size_t width = header.rooms <= 0x10000 ? 2 : 4;
    catalog->rooms_ = sizeof(CatalogHeader);
    catalog->chunk_keys_ = catalog->rooms_ + std::size_t{16} * header.rooms;
    catalog->blocks_ = catalog->chunk_keys_ + 8 * chunks_for(header.documents);
    const auto lengths = catalog->blocks_ + sizeof(TermBlock) * catalog->block_count_;
    catalog->document_rooms_ = lengths + header.lengths_bytes;
    const auto text = catalog->document_rooms_ + width * header.documents;
    if (header.format != 1 || catalog->bytes_.size() != text + header.text_bytes) return nullptr;
    catalog->lengths_ = catalog->section(lengths, header.lengths_bytes);
    catalog->text_ = catalog->section(text, header.text_bytes);
    catalog->byte_counts_ = count_some_bytes(catalog->text_);
    return catalog;
}

chat::RoomId Catalog::room(std::uint32_t number) const {
    return {load<Uuid>(bytes_, rooms_ + std::size_t{16} * number)};
}

std::uint32_t Catalog::room_number_of(std::uint32_t document) const {
    const auto number = header_.rooms <= 0x10000
                            ? load<std::uint16_t>(bytes_, document_rooms_ + std::size_t{2} * document)
                            : load<std::uint32_t>(bytes_, document_rooms_ + std::size_t{4} * document);
    return std::min<std::uint32_t>(number, header_.rooms - 1);
}

std::uint64_t Catalog::first_key_of_chunk(std::uint32_t chunk) const {
    return load<std::uint64_t>(bytes_, chunk_keys_ + std::size_t{8} * chunk);
}

TermBlock Catalog::block(std::size_t number) const {
    return load<TermBlock>(bytes_, blocks_ + sizeof(TermBlock) * number);
}

std::uint32_t Catalog::take_length(std::string_view& lengths) {
    std::uint32_t length = 0;
    for (int shift = 0; !lengths.empty() && shift <= 28; shift += 7) {
        const auto byte = static_cast<unsigned char>(lengths.front());
        lengths.remove_prefix(1);
        length |= (byte & 0x7FU) << shift;
        if ((byte & 0x80U) == 0) break;
    }
    return length;
}

Catalog::Cursor Catalog::first_of_block(std::size_t number) const {
    const auto start = block(number);
    Cursor cursor{.block = number, .begin = start.text, .lengths = {}, .postings = {}};
    cursor.lengths = lengths_.substr(std::min<std::size_t>(start.lengths, lengths_.size()));
    cursor.postings = {.begin = start.postings, .length = take_length(cursor.lengths)};
    return cursor;
}

std::size_t Catalog::block_at(std::size_t from, std::size_t at) const {
    // Hits are often close to each other: the nearer a block, the sooner it is looked at.
    std::size_t low = from, step = 1;
    while (low + step < block_count_ && block(low + step).text <= at) {
        low += step;
        step *= 2;
    }
    for (std::size_t high = std::min(low + step, block_count_); high - low > 1;) {
        const auto middle = (low + high) / 2;
        (block(middle).text <= at ? low : high) = middle;
    }
    return low;
}

std::size_t Catalog::move_to(Cursor& cursor, std::size_t at) const {
    if (const auto number = block_at(cursor.block, at); number != cursor.block)
        cursor = first_of_block(number);
    while (true) {
        const auto end = text_.find('\n', cursor.begin);
        if (end >= at) return end;
        cursor.begin = end + 1;
        cursor.postings.begin += cursor.postings.length;
        cursor.postings.length = take_length(cursor.lengths);
    }
}

std::optional<PostingsRange> Catalog::find_term(std::string_view term) const {
    std::size_t low = 0, high = block_count_;  // the last block whose first term is not after `term`
    while (high - low > 1) {
        const auto middle = (low + high) / 2;
        (term_at(block(middle).text) <= term ? low : high) = middle;
    }
    auto cursor = first_of_block(low);
    for (std::size_t i = 0, at = cursor.begin; i < terms_per_block && at < text_.size(); ++i) {
        const auto here = term_at(at);
        if (here == term) {
            (void)move_to(cursor, at);
            return cursor.postings;
        }
        at += here.size() + 1;
    }
    return std::nullopt;
}

void Catalog::find(const Fragment& fragment, const std::function<bool(const PostingsRange&)>& take) const {
    if (block_count_ == 0) return;
    if (fragment.is_whole) {
        if (const auto range = find_term(fragment.text)) take(*range);
        return;
    }
    const auto places = rarest_places(fragment.text, byte_counts_);
    auto cursor = first_of_block(0);
    for (std::size_t from = 0; from != std::string_view::npos;) {
        const auto at = find_bytes(text_, fragment.text, places, from);
        if (at == std::string_view::npos) return;
        from = move_to(cursor, at);  // the same term again is the same postings
        if (!take(cursor.postings)) return;
    }
}

std::shared_ptr<const Catalog> CatalogCache::find(ChunkSource& source, const SegmentInfo& segment) {
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = entries_.find(segment.id); found != entries_.end()) {
            latest_first_.splice(latest_first_.begin(), latest_first_, found->second.place);
            return found->second.catalog;
        }
    }
    auto catalog = Catalog::parse(source.read_section(segment.id, Section::catalog, segment.catalog_chunks));
    if (!catalog || catalog->header().documents != segment.document_count) return nullptr;
    const std::lock_guard lock(mutex_);
    if (entries_.contains(segment.id)) return catalog;
    latest_first_.push_front(segment.id);
    entries_.emplace(segment.id, Entry{.catalog = catalog, .place = latest_first_.begin()});
    bytes_ += catalog->bytes();
    while (bytes_ > bytes_max_ && latest_first_.size() > 1) {
        const auto oldest = entries_.find(latest_first_.back());
        bytes_ -= oldest->second.catalog->bytes();
        entries_.erase(oldest);
        latest_first_.pop_back();
    }
    return catalog;
}

}  // namespace chatter::store::search
