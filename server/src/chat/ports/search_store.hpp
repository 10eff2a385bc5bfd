#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "chat/entities.hpp"

namespace chatter::chat {

/// Part of a text, in code points: from `start` up to, but not including, `end`.
struct TextRange {
    std::uint32_t start = 0;
    std::uint32_t end = 0;

    bool operator==(const TextRange&) const = default;
};

struct SearchQuery {
    std::string text;  // words that must all be there, as parts of words; between quotes as whole words
    std::optional<RoomId> room_id;
    std::optional<UserId> author_id;
    std::optional<MessageId> before;  // only what was sent before this message; it need not exist
    std::optional<MessageId> after;   // only what was sent after this one; it need not exist
    std::size_t limit = 20;           // 1–100
};

struct FoundMessage {
    Message message;
    std::vector<TextRange> highlights;  // of its content; ascending, apart from each other
};

struct SearchPage {
    std::vector<FoundMessage> found;       // newest first
    std::vector<Room> rooms;               // those of `found`, each once, as the viewer sees them
    std::optional<MessageId> next_before;  // where to go on; nothing when all has been looked at
};

/// Port: finding what was said. May also fail with Errc::busy or Errc::unavailable.
class SearchStore {
  public:
    virtual ~SearchStore() = default;

    /// Messages that hold `query.text` without regard to case and accents, of rooms that the viewer is in and
    /// of public ones; deleted ones never. The work of one call is bounded: a page may be short, even empty,
    /// and still have a `next_before`. Errors: Errc::not_found (room_id is no room that the viewer may read).
    virtual Task<Result<SearchPage>> search_messages(UserId viewer, SearchQuery query) = 0;
};

}  // namespace chatter::chat
