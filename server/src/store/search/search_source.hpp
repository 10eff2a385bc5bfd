#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "chat/entities.hpp"
#include "chat/ports/search_store.hpp"
#include "store/message_place.hpp"
#include "store/search/segment.hpp"

namespace chatter::store::search {

/// A room and how far the index has followed it: changes up to `indexed_version` are in some segment.
struct RoomState {
    chat::RoomId id;
    chat::Version version = 0;
    chat::Version indexed_version = 0;
};

/// What search needs to know of a message.
struct StoredText {
    chat::MessageId id;
    chat::RoomId room_id;
    chat::Seq seq = 0;
    chat::Version version = 0;
    chat::UserId author_id;
    std::string content;
    bool deleted = false;
    bool changed = false;  ///< Since it was posted; only IndexStorage::read_changes says.
};

using store::MessagePlace;

using TakeText = std::function<void(const StoredText&)>;

/// What one search reads, all of it in one snapshot. What cannot be read is as if it were not there; the
/// store knows, and gives the search up as a whole.
class SearchSource : public ChunkSource {
  public:
    /// The rooms that `viewer` may read, or, if given, that one; nothing when it is not readable.
    virtual std::vector<RoomState> readable_rooms(chat::UserId viewer, std::optional<chat::RoomId> only) = 0;
    virtual std::vector<SegmentInfo> segments() = 0;
    /// Every message of `rooms` changed after the room's indexed_version.
    virtual void read_pending(std::span<const RoomState> rooms, const TakeText& take) = 0;
    /// The messages at those places that there are, in any order.
    virtual void read_texts(std::span<const MessagePlace> places, const TakeText& take) = 0;
    /// Where the message of that id is; nothing when there is none.
    virtual std::optional<MessagePlace> find_place(chat::MessageId id) = 0;
    /// The newest messages of all rooms, or those before one, newest first.
    virtual void read_newest(std::optional<chat::MessageId> before, std::size_t limit,
                             const TakeText& take) = 0;
    /// The messages at those places, in any order.
    virtual std::vector<chat::Message> read_messages(std::span<const MessagePlace> places) = 0;
    /// Those rooms as `viewer` sees them, in any order.
    virtual std::vector<chat::Room> read_rooms(chat::UserId viewer, std::span<const chat::RoomId> ids) = 0;
};

}  // namespace chatter::store::search
