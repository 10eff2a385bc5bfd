#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "chat/message_changes.hpp"
#include "chat/ports/saved_message_store.hpp"

namespace chatter::chat {

/// Of one user, in rooms that the user may see.
inline constexpr std::int64_t saved_messages_max = 1000;

/// A place as clients give it back, to whom it means nothing.
[[nodiscard]] std::string to_cursor(const SavedPlace& place);
/// Reads what `to_cursor` writes; nothing else. Threads: any (pure functions).
[[nodiscard]] std::optional<SavedPlace> parse_saved_cursor(std::string_view text);

/// Messages that somebody wants to find again, seen by nobody else. Threads: any worker.
class SavedMessages {
  public:
    /// Both outlive this.
    SavedMessages(SavedMessageStore& store, const Clock& clock) : store_(store), clock_(clock) {}

    /// Errors: Errc::not_found, Errc::message_deleted, Errc::too_many_saved.
    Task<Result<void>> save(UserId user, MessageName name);
    /// Errors: Errc::not_found.
    Task<Result<void>> remove(UserId user, MessageName name);
    /// Errors: Errc::validation_failed (no cursor of ours, limit outside 1–100).
    Task<Result<SavedPage>> list(UserId viewer, std::optional<std::string> before,
                                 std::optional<std::int64_t> limit);

  private:
    [[nodiscard]] MessageTarget target(UserId user, const MessageName& name) const;

    SavedMessageStore& store_;
    const Clock& clock_;
};

}  // namespace chatter::chat
