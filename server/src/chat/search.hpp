#pragma once

#include <optional>
#include <string>

#include "chat/ports/search_store.hpp"

namespace chatter::chat {

/// A search request as it came.
struct SearchRequest {
    std::string text;
    std::optional<RoomId> room_id;
    std::optional<UserId> author_id;
    std::optional<MessageId> before;
    std::optional<MessageId> after;
    std::optional<std::int64_t> limit;
};

/// Finding what was said. Threads: any worker.
class Search {
  public:
    explicit Search(SearchStore& store) : store_(store) {}

    /// Errors: Errc::validation_failed (text blank or over 100 code points, limit outside 1–100),
    /// Errc::not_found (the room is none that the viewer may read).
    Task<Result<SearchPage>> run(UserId viewer, SearchRequest request);

  private:
    SearchStore& store_;
};

}  // namespace chatter::chat
