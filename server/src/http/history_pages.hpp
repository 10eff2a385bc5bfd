#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/shared_bytes.hpp"
#include "chat/messages.hpp"

namespace chatter::http {

/// A page of history as it goes out.
struct HistoryBody {
    chat::RoomAccess access;  // at which state of the room
    SharedBytes json;
    std::string etag;
};

/// Serialised pages of history, kept for as long as they are true. Whether the caller may read the room, and
/// at which state it is, is asked every time; rows are read only for a page that is not here at that state,
/// and by one of several who ask for it at once. Threads: any worker.
class HistoryPages {
  public:
    /// `messages` outlives this. Of all pages `bytes_max` are kept, those asked for last.
    HistoryPages(chat::Messages& messages, std::size_t bytes_max);
    /// While the workers' loops still exist, none of them running: whoever waits for a page is given up.
    ~HistoryPages();
    HistoryPages(const HistoryPages&) = delete;
    HistoryPages& operator=(const HistoryPages&) = delete;

    /// Errors: those of chat::Messages::find_access and history.
    Task<Result<std::shared_ptr<const HistoryBody>>> find(chat::UserId viewer, chat::RoomId room_id,
                                                          chat::HistoryRequest request);

  private:
    class Shelf;
    class PageReadings;

    Task<Result<std::shared_ptr<const HistoryBody>>> read(chat::UserId viewer, chat::RoomId room_id,
                                                          chat::HistoryRequest request,
                                                          chat::RoomAccess at_least);

    chat::Messages& messages_;
    const std::shared_ptr<Shelf> shelf_;
    const std::shared_ptr<PageReadings> readings_;
};

}  // namespace chatter::http
