#include "store/search/candidates.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace chatter::store::search {

namespace {

/// A fragment in more terms than this, or whose postings lie in more chunks, is not looked up.
constexpr std::size_t terms_max = 4096;
constexpr std::size_t chunks_max = 256;

/// Chunks of documents that are read at a time.
constexpr std::size_t chunks_together_max = 32;

/// So few candidates are looked at sooner than further postings.
constexpr std::size_t few_candidates = 32;

/// Adds those of the postings that lie there; ranges come ascending.
void add_chunks(std::vector<std::uint32_t>& chunks, const PostingsRange& range) {
    if (range.length == 0) return;
    const auto last = (range.begin + range.length - 1) / chunk_bytes;
    for (auto chunk = range.begin / chunk_bytes; chunk <= last; ++chunk) {
        const auto number = static_cast<std::uint32_t>(chunk);
        if (chunks.empty() || chunks.back() != number) chunks.push_back(number);
    }
}

}  // namespace

Candidates::Candidates(ChunkSource& source, SegmentId segment, std::shared_ptr<const Catalog> catalog,
                       std::span<const Fragment> fragments, const std::unordered_set<chat::RoomId>& rooms)
    : source_(source), segment_(segment), catalog_(std::move(catalog)) {
    const auto& header = catalog_->header();
    bool any_readable = false;
    for (std::uint32_t room = 0; room < header.rooms; ++room) {
        readable_.push_back(rooms.contains(catalog_->room(room)));
        any_readable = any_readable || readable_.back();
    }
    if (!any_readable || header.documents == 0) return;

    for (const auto& fragment : fragments) {
        auto choice = choose(fragment);
        if (!choice) continue;
        if (choice->ranges.empty()) return;
        choices_.push_back(std::move(*choice));
    }
    std::ranges::sort(choices_, {}, &Choice::bytes);
    is_empty_ = false;
}

std::optional<std::uint64_t> Candidates::postings_bytes() const {
    if (is_empty_) return 0;
    return choices_.empty() ? std::nullopt : std::optional(choices_.front().bytes);
}

void Candidates::add_postings_chunks(std::vector<ChunkName>& names) const {
    if (is_empty_ || choices_.empty()) return;
    for (const auto number : choices_.front().chunks)
        names.push_back({.segment = segment_, .section = Section::postings, .number = number});
}

void Candidates::keep() {
    if (is_empty_ || std::exchange(is_kept_, true)) return;
    const auto documents = catalog_->header().documents;
    bits_.assign((documents + 63) / 64, ~std::uint64_t{0});
    next_ = documents;
    for (const auto& choice : choices_) {
        keep_only(choice);
        if (count() <= few_candidates) break;
    }
}

void Candidates::add_document_chunks(std::vector<ChunkName>& names, std::size_t at_most) const {
    if (is_empty_) return;
    for (const auto number : chunks_of_candidates_below(next_, at_most))
        names.push_back({.segment = segment_, .section = Section::documents, .number = number});
}

void Candidates::begin(std::uint64_t key_max) {
    keep();
    if (is_empty_) return;
    keep_up_to(key_max);
    advance();
}

std::optional<Candidates::Choice> Candidates::choose(const Fragment& fragment) const {
    // Each posting takes a byte at least: with more of them the word is in most messages.
    const std::uint64_t bytes_max = catalog_->header().documents / 2 + 64;
    Choice choice;
    bool is_worth_it = true;
    catalog_->find(fragment, [&](const PostingsRange& range) {
        choice.ranges.push_back(range);
        choice.bytes += range.length;
        add_chunks(choice.chunks, range);
        is_worth_it = choice.ranges.size() < terms_max && choice.chunks.size() <= chunks_max &&
                      choice.bytes <= bytes_max;
        return is_worth_it;
    });
    if (!is_worth_it) return std::nullopt;
    return choice;
}

void Candidates::keep_only(const Choice& choice) {
    const auto chunks = source_.read_chunks(segment_, Section::postings, choice.chunks);
    std::vector<std::uint64_t> bits(bits_.size());
    const auto documents = catalog_->header().documents;
    std::string spanning;
    std::size_t chunk = 0;
    for (const auto& range : choice.ranges) {
        while (chunk < choice.chunks.size() && choice.chunks[chunk] < range.begin / chunk_bytes) ++chunk;
        spanning.clear();
        std::size_t offset = range.begin % chunk_bytes;
        for (auto at = chunk; spanning.size() < range.length && at < chunks.size(); ++at, offset = 0) {
            if (offset > chunks[at].size()) break;
            spanning.append(chunks[at], offset, range.length - spanning.size());
        }
        for_each_posting(spanning, [&](std::uint32_t document) {
            if (document < documents) bits[document / 64] |= std::uint64_t{1} << document % 64;
        });
    }
    for (std::size_t i = 0; i < bits_.size(); ++i) bits_[i] &= bits[i];
}

void Candidates::keep_up_to(std::uint64_t key_max) {
    const auto documents = catalog_->header().documents;
    const auto chunk_count =
        static_cast<std::uint32_t>((documents + documents_per_chunk - 1) / documents_per_chunk);
    std::uint32_t low = 0, high = chunk_count;  // chunks from `high` on begin after key_max
    while (low < high) {
        const auto middle = (low + high) / 2;
        if (catalog_->first_key_of_chunk(middle) <= key_max)
            low = middle + 1;
        else
            high = middle;
    }
    if (high == 0) {
        next_ = 0;
        return;
    }
    const auto first = static_cast<std::uint32_t>((high - 1) * documents_per_chunk);
    next_ = std::min(documents, static_cast<std::uint32_t>(high * documents_per_chunk));
    if (key_max == ~std::uint64_t{0}) return;
    const auto& chunk = document_chunk(high - 1);
    while (next_ > first && key_in(chunk, next_ - 1) > key_max) --next_;
}

std::size_t Candidates::count() const {
    std::size_t count = 0;
    for (const auto word : bits_) count += static_cast<std::size_t>(std::popcount(word));
    return count;
}

std::uint32_t Candidates::newest_below(std::uint32_t end) const {
    for (auto next = end; next > 0;) {
        const auto word = (next - 1) / 64;
        const auto below = next % 64 == 0 ? ~std::uint64_t{0} : (std::uint64_t{1} << next % 64) - 1;
        const auto bits = bits_[word] & below;
        if (bits == 0) {
            next = word * 64;
            continue;
        }
        next = word * 64 + 63 - static_cast<std::uint32_t>(std::countl_zero(bits));
        if (readable_[catalog_->room_number_of(next)]) return next;
    }
    return end;
}

void Candidates::advance() {
    current_.reset();
    const auto document = newest_below(next_);
    if (document == next_) {
        next_ = 0;
        return;
    }
    next_ = document;
    const auto& chunk = document_chunk(static_cast<std::uint32_t>(next_ / documents_per_chunk));
    const auto at = next_ % documents_per_chunk * document_bytes;
    if (at + document_bytes > chunk.size()) {  // it could not be read: the store gives the search up
        next_ = 0;
        return;
    }
    std::uint32_t seq = 0;
    std::memcpy(&seq, chunk.data() + at + 8, sizeof seq);
    const auto room = catalog_->room(catalog_->room_number_of(next_));
    current_ = Candidate{.key = key_in(chunk, next_), .place = {.room_id = room, .seq = seq}};
}

std::vector<std::uint32_t> Candidates::chunks_of_candidates_below(std::uint32_t document,
                                                                  std::size_t at_most) const {
    std::vector<std::uint32_t> numbers;
    for (auto end = document; numbers.size() < at_most;) {
        const auto candidate = newest_below(end);
        if (candidate == end) break;
        const auto number = static_cast<std::uint32_t>(candidate / documents_per_chunk);
        numbers.push_back(number);
        end = static_cast<std::uint32_t>(number * documents_per_chunk);
    }
    std::ranges::reverse(numbers);
    return numbers;
}

const std::string& Candidates::document_chunk(std::uint32_t number) {
    if (const auto found = chunks_.find(number); found != chunks_.end()) return found->second;
    auto numbers = chunks_of_candidates_below(static_cast<std::uint32_t>(number * documents_per_chunk),
                                              chunks_together_);
    numbers.push_back(number);
    auto read = source_.read_chunks(segment_, Section::documents, numbers);
    chunks_.clear();
    for (std::size_t i = 0; i < numbers.size() && i < read.size(); ++i)
        chunks_.emplace(numbers[i], std::move(read[i]));
    chunks_together_ = std::min(chunks_together_ * 2, chunks_together_max);
    return chunks_[number];
}

std::uint64_t Candidates::key_in(const std::string& chunk, std::uint32_t document) {
    const auto at = document % documents_per_chunk * document_bytes;
    std::uint64_t key = 0;
    if (at + sizeof key <= chunk.size()) std::memcpy(&key, chunk.data() + at, sizeof key);
    return key;
}

}  // namespace chatter::store::search
