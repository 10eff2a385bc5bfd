#pragma once

#include <chrono>
#include <future>
#include <optional>
#include <unordered_map>

#include "base/uuid.hpp"
#include "store/postgres/reader_pool.hpp"
#include "store/postgres/snapshot.hpp"
#include "store/search/indexer.hpp"
#include "store/search/search_source.hpp"

namespace chatter::store::postgres {

/// What a search reads. Each call is a round trip; the last ends the snapshot.
class SearchReads final : public search::SearchSource {
  public:
    explicit SearchReads(Snapshot& snapshot) : snapshot_(snapshot) {}

    std::vector<search::RoomState> readable_rooms(chat::UserId viewer,
                                                  std::optional<chat::RoomId> only) override;
    std::vector<search::SegmentInfo> segments() override;
    void read_pending(std::span<const search::RoomState> rooms, const search::TakeText& take) override;
    void read_texts(std::span<const search::MessagePlace> places, const search::TakeText& take) override;
    std::optional<search::MessagePlace> find_place(chat::MessageId id) override;
    void read_newest(std::optional<chat::MessageId> before, std::size_t limit,
                     const search::TakeText& take) override;
    std::vector<chat::Message> read_messages(std::span<const search::MessagePlace> places) override;
    std::vector<chat::Room> read_rooms(chat::UserId viewer, std::span<const chat::RoomId> ids) override;
    void read_ahead(std::span<const search::ChunkName> chunks) override;
    std::vector<std::string> read_chunks(search::SegmentId segment, search::Section section,
                                         std::span<const std::uint32_t> numbers) override;
    std::string read_section(search::SegmentId segment, search::Section section,
                             std::uint32_t count) override;

  private:
    std::vector<std::string> read_chunks_at(const std::vector<std::int64_t>& keys);

    Snapshot& snapshot_;
    std::unordered_map<std::int64_t, std::string> ahead_;  // by key
};

/// What the indexer reads and writes, on a connection of its own: what users write never waits for it. Of all
/// processes that share the database one indexes, as long as it says so every minute.
class IndexStorage final : public search::IndexStorage {
  public:
    /// `process` is this one's id among them. `connector` outlives this.
    IndexStorage(Connector& connector, Uuid process);
    /// Another process may index at once.
    ~IndexStorage() override;

    Result<bool> may_index() override;
    Result<std::vector<search::RoomState>> rooms_behind() override;
    Result<std::vector<search::StoredText>> read_changes(chat::RoomId room, const search::ChangeRange& range,
                                                         std::size_t limit) override;
    Result<std::vector<search::SegmentInfo>> published_segments() override;
    Result<search::SegmentId> begin_segment() override;
    Result<void> write_chunks(search::SegmentId segment, search::Section section, std::uint32_t first,
                              std::string bytes) override;
    Result<void> publish(const search::SegmentInfo& segment, std::vector<search::RoomState> indexed,
                         std::vector<search::SegmentId> merged) override;
    Result<void> retire_unfinished() override;
    Result<bool> remove_retired() override;
    std::vector<std::string> read_chunks(search::SegmentId segment, search::Section section,
                                         std::span<const std::uint32_t> numbers) override;
    std::string read_section(search::SegmentId segment, search::Section section,
                             std::uint32_t count) override;

  private:
    /// Waits for what `work(db)` returns, which may be run again when its connection was lost. `work` lives
    /// until then.
    template <class Work, class R = std::invoke_result_t<const Work&, Connection&>>
    R ask(const Work& work) {
        auto promise = std::make_shared<std::promise<R>>();
        auto answer = promise->get_future();
        pool_.start([&work](Connection& db) -> R { return work(db); },
                    Completion<R>([promise](R result) { promise->set_value(std::move(result)); }));
        return answer.get();
    }

    const Uuid process_;
    ReaderPool pool_;  // one thread
    std::chrono::steady_clock::time_point claimed_at_{};
    bool has_claim_ = false;
};

}  // namespace chatter::store::postgres
