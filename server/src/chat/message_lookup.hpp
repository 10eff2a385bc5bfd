#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chat/ports/message_lookup_store.hpp"

namespace chatter::chat {

/// A request for a part of a thread as it came: any combination of bounds, any numbers.
struct ThreadRequest {
    std::optional<Seq> before;
    std::optional<Seq> after;
    std::optional<std::int64_t> limit;
};

/// A request for a list of threads as it came.
struct ThreadListRequest {
    std::optional<std::string> before;  // a cursor's text
    std::optional<std::int64_t> limit;
};

/// What stands in the `before` of the next page; opaque to clients. Threads: any (pure functions).
[[nodiscard]] std::string to_string(const ThreadCursor& cursor);
[[nodiscard]] std::optional<ThreadCursor> parse_thread_cursor(std::string_view text);

/// Messages that are looked up otherwise than by reading on in a room: one by its id, what one said before,
/// pins, threads. Threads: any worker.
class MessageLookup {
  public:
    /// `store` outlives this.
    explicit MessageLookup(MessageLookupStore& store) : store_(store) {}

    /// Errors: Errc::not_found.
    Task<Result<Message>> find(UserId viewer, MessageName name);
    /// Before each of the latest 100 edits, oldest first. Errors: Errc::not_found, Errc::forbidden.
    Task<Result<std::vector<MessageEdition>>> editions(UserId viewer, MessageName name);
    /// The latest pin first. Errors: Errc::not_found.
    Task<Result<std::vector<Message>>> pins(UserId viewer, RoomId room_id);
    /// Errors: Errc::validation_failed (limit outside 1–200, both bounds, a bound below 0), Errc::not_found.
    Task<Result<ThreadPage>> thread(UserId viewer, MessageName name, ThreadRequest request);
    /// Those that the viewer began or replied in, the latest reply first. Errors: Errc::validation_failed
    /// (limit outside 1–100, a `before` that was no `next_before`).
    Task<Result<ThreadList>> threads(UserId viewer, ThreadListRequest request);

  private:
    MessageLookupStore& store_;
};

}  // namespace chatter::chat
