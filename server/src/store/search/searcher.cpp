#include "store/search/searcher.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <queue>

#include "base/errc.hpp"
#include "chat/errc.hpp"
#include "store/search/candidates.hpp"
#include "store/search/folding.hpp"
#include "store/search/needle.hpp"
#include "store/search/segment_writer.hpp"

namespace chatter::store::search {

namespace {

constexpr std::size_t first_batch = 32;
constexpr std::size_t largest_batch = 256;
constexpr std::size_t scan_batch = 500;
constexpr std::size_t first_peek = 128;

/// What is as rare as this is looked up in all segments at once.
constexpr std::uint64_t rare_postings_bytes = 4096;
constexpr std::size_t document_chunks_ahead = 64;

/// The least id of that time.
chat::MessageId first_id_at(std::uint64_t time) {
    chat::MessageId id;
    for (std::size_t i = 6; i-- > 0; time >>= 8) id.value.bytes[i] = static_cast<std::uint8_t>(time & 0xFF);
    return id;
}

std::uint64_t time_of_id(const chat::MessageId& id) { return time_of(key_of(id)); }

/// How messages follow each other: the newer the greater.
struct Order {
    std::uint64_t time = 0;
    chat::RoomId room_id;
    chat::Seq seq = 0;

    auto operator<=>(const Order&) const = default;
};

Order order_of(const chat::MessageId& id, const chat::RoomId& room_id, chat::Seq seq) {
    return {.time = time_of_id(id), .room_id = room_id, .seq = seq};
}

/// All of that time is after an id that no message has.
Order order_of(const chat::MessageId& id, const std::optional<MessagePlace>& place) {
    return place ? order_of(id, place->room_id, place->seq)
                 : Order{.time = time_of_id(id), .room_id = {}, .seq = 0};
}

class Search {
  public:
    Search(SearchSource& source, CatalogCache& catalogs, const SearchLimits& limits,
           const chat::SearchQuery& query, const Needles& needles)
        : source_(source),
          catalogs_(catalogs),
          limits_(limits),
          query_(query),
          needles_(needles),
          fragments_(needles.fragments()) {
        if (query.before) before_ = order_of(*query.before, source.find_place(*query.before));
        if (query.after) after_ = order_of(*query.after, source.find_place(*query.after));
        if (query.author_id) fragments_.push_back({.text = author_term(*query.author_id), .is_whole = true});
    }

    Result<void> run(std::span<const RoomState> rooms) {
        std::vector<RoomState> behind;
        std::int64_t pending = 0;
        for (const auto& room : rooms) {
            rooms_.insert(room.id);
            if (room.version <= room.indexed_version) continue;
            behind.push_back(room);
            pending += room.version - room.indexed_version;
        }
        if (pending > limits_.pending_max) {
            scan();
            return {};
        }
        segments_ = source_.segments();
        std::erase_if(segments_,
                      [this](const auto& segment) { return is_too_old(time_of(segment.newest_key)); });
        if (is_peek_worth_it() && peek()) return {};
        if (!behind.empty()) source_.read_pending(behind, [this](const StoredText& text) { look_at(text); });
        return search_segments();
    }

    /// The places of the page, newest first.
    [[nodiscard]] std::vector<MessagePlace> places() const {
        std::vector<MessagePlace> places;
        for (const auto& [order, id] : hits_) {
            if (places.size() == query_.limit || (frontier_ && order.time < *frontier_)) break;
            places.push_back({.room_id = order.room_id, .seq = order.seq});
        }
        return places;
    }

    [[nodiscard]] std::optional<chat::MessageId> next_before() const {
        std::size_t position = 0;
        for (const auto& [order, id] : hits_) {
            if (frontier_ && order.time < *frontier_) break;
            if (++position == query_.limit && hits_.size() > query_.limit) return id;
        }
        return frontier_ ? std::optional(first_id_at(*frontier_)) : std::nullopt;
    }

  private:
    using Hits = std::map<Order, chat::MessageId, std::greater<>>;

    void look_at(const StoredText& text) {
        const auto order = order_of(text.id, text.room_id, text.seq);
        if (text.deleted || (before_ && order >= *before_) || (after_ && order <= *after_) ||
            (query_.author_id && text.author_id != *query_.author_id) || !rooms_.contains(text.room_id))
            return;
        fold_into(text.content, folded_);
        if (!needles_.match(folded_)) return;
        hits_.emplace(order, text.id);
    }

    /// Whether nothing of that time, or before it, is asked for.
    [[nodiscard]] bool is_too_old(std::uint64_t time) const { return after_ && time < after_->time; }

    /// Whether a whole page, and one more, is known of what is not older than `frontier`.
    [[nodiscard]] bool is_full(std::uint64_t frontier) const {
        std::size_t count = 0;
        for (const auto& [order, id] : hits_) {
            if (order.time < frontier) return false;
            if (++count > query_.limit) return true;
        }
        return false;
    }

    /// How far the newest messages have been looked through.
    struct Newest {
        std::optional<chat::MessageId> before;
        std::optional<std::uint64_t> newest;
        std::size_t looked_at = 0;
    };

    [[nodiscard]] Newest newest_of_page() const {
        Newest newest;
        if (before_) newest.before = first_id_at(before_->time + 1);
        return newest;
    }

    /// False when there are no more that are asked for.
    bool look_at_newest(Newest& at, std::size_t count) {
        std::size_t rows = 0;
        source_.read_newest(at.before, count, [&](const StoredText& text) {
            ++rows;
            at.before = text.id;
            if (!at.newest) at.newest = time_of_id(text.id);
            look_at(text);
        });
        at.looked_at += rows;
        return rows == count && !is_too_old(time_of_id(*at.before));
    }

    /// Ends the page there if it is full, or if that is `enough`.
    bool end_page(const Newest& at, bool enough) {
        // The page ends between two milliseconds, of which the newer one has been looked at as a whole.
        const auto frontier = time_of_id(*at.before) + 1;
        if (frontier > *at.newest || !(enough || is_full(frontier))) return false;
        frontier_ = frontier;
        return true;
    }

    void scan() {
        for (auto at = newest_of_page(); look_at_newest(at, scan_batch);)
            if (end_page(at, at.looked_at >= limits_.scan_max)) return;
    }

    /// Whether the newest messages are all it takes. What they hold is known in any case.
    bool peek() {
        auto at = newest_of_page();
        for (auto batch = first_peek; at.looked_at < limits_.peek_max; batch *= 2) {
            if (!look_at_newest(at, batch) || end_page(at, false)) return true;
            if (hits_.size() * limits_.peek_max < (query_.limit + 1) * at.looked_at) return false;
        }
        return false;
    }

    /// Of one room the newest may be far behind those of others.
    [[nodiscard]] bool is_peek_worth_it() const {
        std::uint64_t documents = 0;
        for (const auto& segment : segments_) documents += segment.document_count;
        return !query_.room_id && documents >= limits_.peek_from;
    }

    Result<void> search_segments() {
        std::ranges::sort(segments_, std::ranges::greater{}, &SegmentInfo::newest_key);
        if (hits_.empty()) {
            if (auto looked = look_ahead(); !looked) return looked;
        }
        std::size_t looked_at = 0;
        for (auto batch_size = first_batch;; batch_size = std::min(batch_size * 2, largest_batch)) {
            std::vector<MessagePlace> batch;
            auto time = std::numeric_limits<std::uint64_t>::max();
            while (true) {
                if (auto opened = open_segments(); !opened) return opened;
                // The batch takes all of one millisecond, so that the page can end there.
                if (open_.empty() || is_too_old(time_of(open_.top()->current()->key)) ||
                    (batch.size() >= batch_size && time_of(open_.top()->current()->key) != time))
                    break;
                auto newest = open_.top();
                open_.pop();
                time = time_of(newest->current()->key);
                batch.push_back(newest->current()->place);
                newest->advance();
                if (newest->current() != nullptr) open_.push(std::move(newest));
            }
            if (batch.empty()) return {};
            source_.read_texts(batch, [this](const StoredText& text) { look_at(text); });
            looked_at += batch.size();
            if (next_segment_ == segments_.size() &&
                (open_.empty() || is_too_old(time_of(open_.top()->current()->key))))
                return {};
            if (looked_at >= limits_.candidates_max || is_full(time)) {
                frontier_ = time;
                return {};
            }
        }
    }

    [[nodiscard]] Result<std::shared_ptr<Candidates>> candidates_of(const SegmentInfo& segment) {
        auto catalog = catalogs_.find(source_, segment);
        if (!catalog) return fail(chatter::Errc::internal, "The search index cannot be read.");
        return std::make_shared<Candidates>(source_, segment.id, std::move(catalog), fragments_, rooms_);
    }

    /// What none of the newest messages hold may be rare: then every segment has to be asked, and where each
    /// read is a round trip, one after the other takes long. So the postings of all are read at once, and
    /// then the documents.
    Result<void> look_ahead() {
        std::optional<std::uint64_t> bytes = 0;
        for (const auto& segment : segments_) {
            auto candidates = candidates_of(segment);
            if (!candidates) return std::unexpected(candidates.error());
            const auto more = (*candidates)->postings_bytes();
            prepared_.push_back(std::move(*candidates));
            if (bytes && more)
                *bytes += *more;
            else
                bytes.reset();
            if (!bytes || *bytes > rare_postings_bytes) return {};
        }
        std::vector<ChunkName> names;
        for (const auto& candidates : prepared_) candidates->add_postings_chunks(names);
        source_.read_ahead(names);
        names.clear();
        for (const auto& candidates : prepared_) {
            candidates->keep();
            candidates->add_document_chunks(names, document_chunks_ahead - names.size());
        }
        source_.read_ahead(names);
        return {};
    }

    /// Those that may have something newer than, or as new as, the newest candidate known.
    Result<void> open_segments() {
        const auto key_max = before_ ? last_key_at(before_->time) : std::numeric_limits<std::uint64_t>::max();
        while (next_segment_ < segments_.size() &&
               (open_.empty() || segments_[next_segment_].newest_key >= open_.top()->current()->key)) {
            const auto number = next_segment_++;
            if (number >= prepared_.size()) {
                auto candidates = candidates_of(segments_[number]);
                if (!candidates) return std::unexpected(candidates.error());
                prepared_.push_back(std::move(*candidates));
            }
            auto candidates = std::move(prepared_[number]);
            candidates->begin(key_max);
            if (candidates->current() != nullptr) open_.push(std::move(candidates));
        }
        return {};
    }

    struct Older {
        bool operator()(const std::shared_ptr<Candidates>& a, const std::shared_ptr<Candidates>& b) const {
            return a->current()->key < b->current()->key;
        }
    };

    SearchSource& source_;
    CatalogCache& catalogs_;
    const SearchLimits& limits_;
    const chat::SearchQuery& query_;
    const Needles& needles_;
    std::vector<Fragment> fragments_;
    std::unordered_set<chat::RoomId> rooms_;
    std::vector<SegmentInfo> segments_;                  // newest first
    std::vector<std::shared_ptr<Candidates>> prepared_;  // of the first of them
    std::size_t next_segment_ = 0;
    std::priority_queue<std::shared_ptr<Candidates>, std::vector<std::shared_ptr<Candidates>>, Older> open_;
    Hits hits_;
    std::optional<Order> before_, after_;
    std::optional<std::uint64_t> frontier_;  // all before this time is left to look at; nothing: all is done
    std::string folded_;
};

}  // namespace

Result<chat::SearchPage> search_messages(SearchSource& source, CatalogCache& catalogs,
                                         const SearchLimits& limits, chat::UserId viewer,
                                         const chat::SearchQuery& query) {
    const auto rooms = source.readable_rooms(viewer, query.room_id);
    if (query.room_id && rooms.empty()) return fail(chat::Errc::not_found, "There is no such room.");
    const Needles needles(query.text);
    chat::SearchPage page;
    if (needles.empty() || rooms.empty()) return page;

    Search search(source, catalogs, limits, query, needles);
    if (auto searched = search.run(rooms); !searched) return std::unexpected(searched.error());
    const auto places = search.places();
    page.next_before = search.next_before();
    std::vector<chat::RoomId> room_ids;
    for (auto& message : source.read_messages(places)) {
        if (std::ranges::find(room_ids, message.room_id) == room_ids.end())
            room_ids.push_back(message.room_id);
        auto highlights = needles.highlights(message.content);
        page.found.push_back({.message = std::move(message), .highlights = std::move(highlights)});
    }
    std::ranges::sort(page.found, std::ranges::greater{}, [](const chat::FoundMessage& found) {
        return order_of(found.message.id, found.message.room_id, found.message.seq);
    });
    page.rooms = source.read_rooms(viewer, room_ids);
    return page;
}

}  // namespace chatter::store::search
