#pragma once

#include <vector>

#include "chat/ports/message_store.hpp"
#include "store/postgres/connection.hpp"
#include "store/postgres/known_authors.hpp"
#include "store/postgres/transaction_limits.hpp"

namespace chatter::store::postgres {

/// Messages that are nothing but text, which most are, posted by one statement that decides and stores at
/// once: with BEGIN and COMMIT around it a batch of them takes one round trip. It posts all of them or none:
/// when one may not be posted, or was sent before, `Posting` finds out which, and why.
///
/// In this order, once each.
class PlainPosting {
  public:
    /// Whether a message can be posted like that: without a reply, a thread, an image or a mention.
    [[nodiscard]] static bool takes(const chat::NewMessage& message);

    /// All outlive this.
    PlainPosting(std::vector<const chat::NewMessage*> messages, KnownAuthors& known);

    void send(Pipeline& pipeline, TransactionLimits limits) const;
    /// Takes the answer; false when none of the messages was posted.
    [[nodiscard]] bool read_answer(Query row);
    /// The messages as they were posted, in the order they were given in.
    [[nodiscard]] std::vector<chat::Message> make_messages() const;

  private:
    /// Messages of one author in one room.
    struct Own {
        chat::RoomId room_id;
        chat::UserId author_id;
        auto operator<=>(const Own&) const = default;
    };
    void count_rooms();
    void count_own();
    void look_authors_up();
    /// Takes the rest of the answer.
    void read_authors(Query& row);

    std::vector<const chat::NewMessage*> messages_;
    KnownAuthors& known_;
    // Room by room, ascending.
    std::vector<chat::RoomId> room_ids_;
    std::vector<std::int64_t> room_messages_;
    std::vector<Time> last_message_ats_;
    std::vector<chat::Seq> last_seqs_;
    std::vector<chat::Version> versions_;
    // Author by author in each room.
    std::vector<Own> own_;
    std::vector<std::int64_t> own_messages_;
    // Message by message.
    std::vector<std::int64_t> room_places_;     // from 1
    std::vector<std::int64_t> later_messages_;  // of the same room
    // Author by author, ascending.
    std::vector<chat::UserId> author_ids_;
    std::vector<chat::Author> authors_;      // nameless while unknown
    std::vector<chat::UserId> unknown_ids_;  // of those
};

}  // namespace chatter::store::postgres
