#pragma once

#include <optional>

#include "store/search/indexer.hpp"
#include "store/search/search_source.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/writer.hpp"

namespace chatter::store::sqlite {

/// What a search reads, inside the transaction of whoever calls.
class SearchReads final : public search::SearchSource {
  public:
    explicit SearchReads(Connection& db) : db_(db) {}

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
    std::vector<std::string> read_chunks(search::SegmentId segment, search::Section section,
                                         std::span<const std::uint32_t> numbers) override;
    std::string read_section(search::SegmentId segment, search::Section section,
                             std::uint32_t count) override;

  private:
    Connection& db_;
};

/// What the indexer reads, on a connection of its own, and writes, among what the server writes.
class IndexStorage final : public search::IndexStorage {
  public:
    /// `writer` outlives this.
    IndexStorage(std::unique_ptr<Connection> db, Writer& writer) : db_(std::move(db)), writer_(writer) {}

    Result<bool> may_index() override { return true; }
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
    std::unique_ptr<Connection> db_;
    Writer& writer_;
    std::int64_t data_version_ = 0;  // when rooms_behind_ was read
    std::vector<search::RoomState> rooms_behind_;
};

}  // namespace chatter::store::sqlite
