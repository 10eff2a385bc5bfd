#pragma once

#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "chat/ports/message_store.hpp"
#include "store/postgres/connection.hpp"
#include "store/posting.hpp"
#include "store/write_queue.hpp"

namespace chatter::store::postgres {

/// The end of a room that this transaction has locked, as far as the transaction has come.
struct LockedRoom {
    chat::RoomKind kind = chat::RoomKind::public_room;
    bool archived = false;
    chat::Seq last_seq = 0;
    chat::Version version = 0;
};
using LockedRooms = std::unordered_map<chat::RoomId, LockedRoom>;

struct MessagePlace {
    chat::RoomId room_id;
    chat::Seq seq = 0;
};

/// The rows of sql::lock_rooms.
[[nodiscard]] LockedRooms read_locked_rooms(Query rows);

/// Messages that one transaction posts together, in two round trips however many they are:
///
///   ask     who writes, what was sent before, what is replied to       (with what the transaction begins
///   with) decide  in memory: who may, which seq and version                  each message fails alone insert
///   all of them, their rooms' ends, their mentions             (with COMMIT)
///
/// The rooms are locked before `ask`. In this order, once each.
class Posting {
  public:
    /// `messages` outlive this.
    explicit Posting(std::vector<const chat::NewMessage*> messages) : messages_(std::move(messages)) {}

    void ask(Pipeline& pipeline) const;
    /// Takes the answers, in the order of asking.
    void read_answers(Pipeline& pipeline);
    /// Notes what happens, and advances `rooms`. Reads what was sent before, outside any pipeline.
    void decide(Connection& db, LockedRooms& rooms, Events& events);
    /// Sends what stores the messages; how many statements that were.
    [[nodiscard]] int insert(Pipeline& pipeline) const;

    /// One for each message. Errors: chat Errc::not_found, chat Errc::forbidden, chat Errc::room_archived,
    /// chat Errc::blocked, chat Errc::validation_failed.
    [[nodiscard]] const Result<chat::PostedMessage>& result(std::size_t index) const {
        return results_[index];
    }

  private:
    struct Answer {
        std::optional<chat::Author> author;
        PostingRights rights;
        std::optional<MessagePlace> sent_before;
        std::optional<chat::ReplyPreview> reply_to;
        std::optional<chat::ImageInfo> image;
    };
    template <class Field>
    [[nodiscard]] std::vector<std::size_t> indexes_with(Field chat::NewMessage::* field) const;
    void read_postings(Query rows);
    void read_limits(Query rows);

    /// Errors: as `result`.
    [[nodiscard]] Result<chat::PostedMessage> post(std::size_t index, LockedRooms& rooms);

    std::vector<const chat::NewMessage*> messages_;
    std::vector<Answer> answers_;
    std::vector<Result<chat::PostedMessage>> results_;
    std::vector<std::size_t> posted_;          // indexes of the messages to insert
    std::vector<std::size_t> mention_a_room_;  // those of them that mention everybody
};

}  // namespace chatter::store::postgres
