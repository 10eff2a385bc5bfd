#include "store/search/indexer.hpp"

#include <pthread.h>

#include <algorithm>
#include <array>

#include "base/errc.hpp"
#include "base/give_way.hpp"
#include "base/log.hpp"
#include "store/search/folding.hpp"
#include "store/search/segment_merger.hpp"
#include "store/search/segment_writer.hpp"

namespace chatter::store::search {

namespace {

using Clock = std::chrono::steady_clock;

/// Read at a time, so that no snapshot of the database is held for long.
constexpr std::size_t messages_at_once = 1024;

/// After a failure: the database may be away for a while.
constexpr std::chrono::seconds pause_after_failure(5);

std::int64_t count_pending(std::span<const RoomState> rooms) {
    std::int64_t pending = 0;
    for (const auto& room : rooms) pending += room.version - room.indexed_version;
    return pending;
}

/// Of each room with changes at least so many go into a segment together: it takes a read.
constexpr std::int64_t share_min = 64;

/// Up to which version the room's changes go into the next segment. When not all have room there, each room
/// gives its oldest, in proportion: so segments follow each other in time, and who looks for what is newest
/// opens few of them.
chat::Version end_of_share(const RoomState& room, std::int64_t pending, std::int64_t messages_max) {
    const auto behind = room.version - room.indexed_version;
    if (pending <= messages_max) return room.version;
    const auto share = static_cast<double>(behind) / static_cast<double>(pending);
    const auto count = static_cast<std::int64_t>(share * static_cast<double>(messages_max)) + 1;
    return room.indexed_version + std::min(behind, std::max(share_min, count));
}

}  // namespace

Indexer::Indexer(IndexStorage& storage, IndexerOptions options)
    : storage_(storage), options_(options), pending_seen_at_(Clock::now()) {
    thread_ = std::thread([this] { run_thread(); });
}

Indexer::~Indexer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    served_.notify_all();
    thread_.join();
}

bool Indexer::catch_up(std::chrono::milliseconds deadline) {
    std::unique_lock lock(mutex_);
    const auto mine = ++wanted_;
    wake_.notify_one();
    served_.wait_for(lock, deadline, [&] { return stopping_ || caught_up_ >= mine; });
    return caught_up_ >= mine;
}

bool Indexer::is_stopping() {
    const std::lock_guard lock(mutex_);
    return stopping_;
}

void Indexer::run_thread() {
    pthread_setname_np(pthread_self(), "search-indexer");
    give_way_to_others();
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        const auto wanted = wanted_;
        const bool eager = caught_up_ < wanted;
        lock.unlock();
        const auto begin = Clock::now();
        rested_ = {};
        const auto worked = work(eager);
        const auto took =
            std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin - rested_);
        lock.lock();
        if (worked && !*worked && eager) {
            caught_up_ = wanted;
            served_.notify_all();
        }
        if (eager && worked) continue;
        const auto rest = took * (busy_ ? options_.busy_rest : options_.rest);
        const std::chrono::milliseconds pause = !worked   ? pause_after_failure
                                                : *worked ? rest
                                                          : options_.interval;
        wake_.wait_for(lock, pause, [&] { return stopping_ || wanted_ > wanted; });
    }
}

void Indexer::note_pending(std::int64_t pending) {
    const auto now = Clock::now();
    const auto elapsed =
        std::chrono::duration_cast<std::chrono::milliseconds>(now - pending_seen_at_).count();
    if (elapsed >= 100) busy_ = (pending - pending_) * 1000 / elapsed >= options_.busy_changes_per_second;
    pending_ = pending;
    pending_seen_at_ = now;
}

Result<bool> Indexer::work(bool eager) {
    const auto may = storage_.may_index();
    if (!may || !*may) {
        has_cleaned_up_ = false;  // whoever indexes meanwhile may leave something behind
        return may;
    }
    if (!has_cleaned_up_) {
        if (auto retired = storage_.retire_unfinished(); !retired) return std::unexpected(retired.error());
        has_cleaned_up_ = true;
    }
    auto rooms = storage_.rooms_behind();
    if (!rooms) return std::unexpected(rooms.error());
    const auto pending = count_pending(*rooms);
    note_pending(pending);
    if (pending >= options_.changes_min || (eager && pending > 0)) return index_changes(std::move(*rooms));
    auto merged = merge();
    if (!merged || *merged) return merged;
    return storage_.remove_retired();
}

Result<bool> Indexer::index_changes(std::vector<RoomState> rooms) {
    SegmentBuilder builder;
    std::vector<RoomState> indexed;
    std::string folded;
    std::size_t text_bytes = 0;
    std::int64_t changes = 0;
    const auto pending = count_pending(rooms);
    const auto messages_max = static_cast<std::int64_t>(options_.messages_max);
    const auto is_full = [&] {
        return builder.document_count() >= options_.messages_max || text_bytes >= options_.text_bytes_max;
    };
    for (auto& room : rooms) {
        const auto indexed_before = room.indexed_version;
        const auto end = end_of_share(room, pending, messages_max);
        chat::Seq posted_before = 0;
        while (room.indexed_version < end && !is_full()) {
            const auto limit = std::min(messages_at_once, options_.messages_max - builder.document_count());
            const ChangeRange range{
                .after = room.indexed_version, .last = end, .posted_before = posted_before};
            auto texts = storage_.read_changes(room.id, range, limit);
            if (!texts) return std::unexpected(texts.error());
            for (const auto& text : *texts) {
                if (!text.changed) posted_before = text.seq;
                text_bytes += text.content.size();
                if (text.deleted) continue;
                fold_into(text.content, folded);
                builder.add(text.id, text.room_id, text.seq, text.author_id, folded);
            }
            // Versions whose message has changed again since have nobody left.
            room.indexed_version = texts->size() < limit ? end : texts->back().version;
        }
        changes += room.indexed_version - indexed_before;
        indexed.push_back(room);
        if (is_full()) break;
        if (is_stopping()) return false;
    }
    SegmentInfo segment;
    if (builder.document_count() > 0) {
        const auto id = storage_.begin_segment();
        if (!id) return std::unexpected(id.error());
        auto written = builder.write(sink_for(*id));
        if (!written) return std::unexpected(written.error());
        segment = *written;
        segment.id = *id;
    }
    auto published = storage_.publish(segment, std::move(indexed), {});
    if (!published) return std::unexpected(published.error());
    pending_ -= changes;
    return true;
}

Result<bool> Indexer::merge() {
    const auto segments = storage_.published_segments();
    if (!segments) return std::unexpected(segments.error());
    std::array<std::vector<SegmentInfo>, level_max + 1> levels;
    for (const auto& segment : *segments)
        levels[static_cast<std::size_t>(level_of(segment.document_count))].push_back(segment);
    for (auto& level : std::span(levels).first(level_max)) {
        if (level.size() < merge_count) continue;
        std::ranges::sort(level, {}, &SegmentInfo::newest_key);
        level.resize(merge_count);
        const auto id = storage_.begin_segment();
        if (!id) return std::unexpected(id.error());
        auto merged = merge_segments(storage_, level, sink_for(*id));
        if (!merged) return std::unexpected(merged.error());
        merged->id = *id;
        std::vector<SegmentId> replaced;
        for (const auto& segment : level) replaced.push_back(segment.id);
        auto published = storage_.publish(*merged, {}, std::move(replaced));
        if (!published) return std::unexpected(published.error());
        return true;
    }
    return false;
}

ChunkSink Indexer::sink_for(SegmentId segment) {
    return [this, segment, begin = Clock::now()](Section section, std::uint32_t first,
                                                 std::string bytes) mutable -> Result<void> {
        auto written = storage_.write_chunks(segment, section, first, std::move(bytes));
        // A long merge rests in between as well.
        const auto rest_begin = Clock::now();
        const auto rest = (rest_begin - begin) * (busy_ ? options_.busy_rest : options_.rest);
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, rest, [this] { return stopping_ || caught_up_ < wanted_; });
        if (stopping_) return fail(chatter::Errc::unavailable, "The server is stopping.");
        begin = Clock::now();
        rested_ += begin - rest_begin;
        return written;
    };
}

}  // namespace chatter::store::search
