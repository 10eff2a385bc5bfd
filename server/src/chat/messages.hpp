#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/random.hpp"
#include "chat/image_addresses.hpp"
#include "chat/ports/message_store.hpp"

namespace chatter::chat {

struct MessageDraft {
    RoomId room_id;
    std::string content;
    std::optional<std::string> client_id;  // made here when the sender gives none
    std::optional<MessageId> reply_to;
    std::optional<MessageId> thread_of;
};

/// A history request as it came: any combination of bounds, any numbers.
struct HistoryRequest {
    std::optional<Seq> before;
    std::optional<Seq> after;
    std::optional<Seq> around;
    std::optional<std::int64_t> limit;
};

/// Messages: post, read, catch up. Threads: any worker.
class Messages {
  public:
    Messages(MessageStore& messages, const Clock& clock, Random& random, ImageAddresses addresses = {});

    /// Errors: Errc::validation_failed (content not 1–4,000 code points, blank or with NUL; client_id not
    /// 1–64 characters; unknown reply_to or thread_of), Errc::not_found, Errc::forbidden,
    /// Errc::room_archived, Errc::blocked, Errc::message_deleted (the thread's first message).
    Task<Result<PostedMessage>> post(UserId author, MessageDraft draft);
    /// At which state the history is that the viewer may read. Errors: Errc::not_found.
    Task<Result<RoomAccess>> find_access(UserId viewer, RoomId room_id);
    /// Not older than `at_least`. Errors: Errc::validation_failed (limit outside 1–200, more than one bound,
    /// a bound below 0), Errc::not_found.
    Task<Result<HistoryPage>> history(UserId viewer, RoomId room_id, HistoryRequest request,
                                      RoomAccess at_least = {});
    /// At most 200 messages a room, and about a megabyte of text altogether: the rooms past that (never the
    /// first) are truncated, without any message, so that catching up is never too much for one packet.
    Task<Result<Changes>> changes_since(UserId viewer, std::map<RoomId, Version> seen);

  private:
    MessageStore& messages_;
    const Clock& clock_;
    Random& random_;
    const ImageAddresses addresses_;
};

}  // namespace chatter::chat
