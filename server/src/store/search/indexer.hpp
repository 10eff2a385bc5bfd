// Keeps the index (segment.hpp) behind the messages, never in their way: nothing about it happens while a
// message is written. A thread looks now and then at which rooms have changes that are in no segment yet, and
// once there are enough of them, makes one. While a lot is being written it works a small part of the time
// only; what it has not come to yet, searches look through themselves.
//
//   building: the segment's chunks are written, a few at a time   → a crash leaves chunks that nobody reads
//   published: one transaction makes it known, moves the rooms'
//              indexed_version, and retires what was merged into it
//   retired:   its chunks are removed, a few at a time
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "store/search/search_source.hpp"

namespace chatter::store::search {

/// Versions of a room. Of its messages that are as they were posted none up to the seq `posted_before` is
/// among them; with 0 the store has to see for itself.
struct ChangeRange {
    chat::Version after = 0;
    chat::Version last = 0;
    chat::Seq posted_before = 0;
};

/// What the indexer reads and writes. Every call is a unit of work by itself and blocks; all come from one
/// thread. Errors: base Errc::unavailable, base Errc::internal.
class IndexStorage : public ChunkSource {
  public:
    /// Whether it is this process that indexes now; asked before each piece of work.
    virtual Result<bool> may_index() = 0;
    /// Rooms with changes that are in no segment.
    virtual Result<std::vector<RoomState>> rooms_behind() = 0;
    /// The room's messages with versions after `range.after` up to `range.last`, ascending version, at most
    /// `limit`.
    virtual Result<std::vector<StoredText>> read_changes(chat::RoomId room, const ChangeRange& range,
                                                         std::size_t limit) = 0;
    virtual Result<std::vector<SegmentInfo>> published_segments() = 0;
    /// A new segment, building.
    virtual Result<SegmentId> begin_segment() = 0;
    /// `bytes` are the chunks from number `first` on.
    virtual Result<void> write_chunks(SegmentId segment, Section section, std::uint32_t first,
                                      std::string bytes) = 0;
    /// Publishes `segment`, which is building (nothing when its id is 0), records `indexed`, and retires
    /// `merged`, which are published: all or nothing. Errors: base Errc::unavailable also when another
    /// process was quicker.
    virtual Result<void> publish(const SegmentInfo& segment, std::vector<RoomState> indexed,
                                 std::vector<SegmentId> merged) = 0;
    /// Retires what is building: left behind by a process that is gone.
    virtual Result<void> retire_unfinished() = 0;
    /// Removes some chunks of retired segments. False when nothing is left to remove.
    virtual Result<bool> remove_retired() = 0;
};

struct IndexerOptions {
    /// So many changes are worth a segment.
    std::int64_t changes_min = 2048;
    /// A segment takes no more than this.
    std::size_t messages_max = 16384;
    std::size_t text_bytes_max = std::size_t{8} * 1024 * 1024;
    std::chrono::milliseconds interval{1000};
    /// From so many changes a second on the server is busy: the thread then rests `busy_rest` times as long
    /// as it worked, else `rest` times.
    std::int64_t busy_changes_per_second = 500;
    int busy_rest = 40;
    int rest = 1;
};

/// The thread. Destroying it ends it within one unit of work.
class Indexer {
  public:
    /// `storage` outlives this and is used by the thread alone.
    Indexer(IndexStorage& storage, IndexerOptions options);
    ~Indexer();
    Indexer(const Indexer&) = delete;
    Indexer& operator=(const Indexer&) = delete;

    /// Waits until all that was written before the call is in the index, however little it is, and merged, as
    /// far as `deadline` allows; false when it was not. Threads: any but the indexer's.
    [[nodiscard]] bool catch_up(std::chrono::milliseconds deadline);

  private:
    void run_thread();
    /// One segment made, merged or removed; false when there is nothing to do.
    [[nodiscard]] Result<bool> work(bool eager);
    [[nodiscard]] Result<bool> index_changes(std::vector<RoomState> rooms);
    [[nodiscard]] Result<bool> merge();
    void note_pending(std::int64_t pending);
    [[nodiscard]] ChunkSink sink_for(SegmentId segment);
    [[nodiscard]] bool is_stopping();

    IndexStorage& storage_;
    const IndexerOptions options_;
    bool has_cleaned_up_ = false;
    std::int64_t pending_ = 0;                      // as last seen, without what has been indexed since
    std::chrono::steady_clock::duration rested_{};  // within the work under way
    std::chrono::steady_clock::time_point pending_seen_at_;
    bool busy_ = false;

    std::mutex mutex_;  // guards the rest
    bool stopping_ = false;
    std::uint64_t wanted_ = 0;     // how many have asked to catch up
    std::uint64_t caught_up_ = 0;  // of those, how many have been served
    std::condition_variable wake_;
    std::condition_variable served_;
    std::thread thread_;
};

}  // namespace chatter::store::search
