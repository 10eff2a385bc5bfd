#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "chat/ports/message_store.hpp"
#include "store/message_place.hpp"
#include "store/postgres/connection.hpp"
#include "store/postgres/growing_threads.hpp"
#include "store/postgres/transaction_limits.hpp"
#include "store/posting.hpp"
#include "store/write_queue.hpp"

namespace chatter::store::postgres {

/// Messages that one transaction posts together, in two round trips however many they are:
///
///   ask     the rooms, locked; who writes, what was sent before, what     with what the transaction
///           is replied to, the threads                                    begins with
///   decide  in memory: who may, which seq and version, how threads grow   each message fails alone
///   insert  all of them, their rooms' ends, their mentions, the threads   with COMMIT
///
/// In this order, once each.
class Posting {
  public:
    /// `messages` outlive this.
    explicit Posting(std::vector<const chat::NewMessage*> messages)
        : messages_(std::move(messages)), threads_(messages_), given_up_(messages_.size()) {}

    /// They may have been posted before, while the answer was lost: what is found under a message's own id is
    /// no repetition. Those given up by who sent them, one for each message, are looked for and not posted.
    void set_may_be_done(std::vector<bool> given_up) {
        may_be_done_ = true;
        given_up_ = std::move(given_up);
    }

    /// `locked` are in the order of their ids, the messages' rooms among them.
    void ask(Pipeline& pipeline, const std::vector<chat::RoomId>& locked, TransactionLimits limits) const;
    /// Takes the answers, in the order of asking.
    void read_answers(Pipeline& pipeline);
    /// Notes what happens. Reads what was sent before, outside any pipeline.
    void decide(Connection& db, Events& events);
    /// Sends what stores the messages; how many statements that were.
    [[nodiscard]] int insert(Pipeline& pipeline) const;

    /// By which an uncertain outcome is found.
    [[nodiscard]] const std::string& transaction_id() const { return transaction_id_; }
    /// One for each message. Errors: chat Errc::not_found, chat Errc::forbidden, chat Errc::room_archived,
    /// chat Errc::blocked, chat Errc::validation_failed, chat Errc::message_deleted.
    [[nodiscard]] const Result<chat::PostedMessage>& result(std::size_t index) const {
        return results_[index];
    }

  private:
    /// The end of a room, as far as the transaction has come.
    struct LockedRoom {
        chat::Seq last_seq = 0;
        chat::Version version = 0;
    };
    struct Answer {
        std::optional<chat::Author> author;
        PostingRights rights;
        std::optional<MessagePlace> sent_before;
        std::optional<chat::ReplyPreview> reply_to;
        std::optional<chat::ImageInfo> image;
    };
    struct RoomEnd {
        std::size_t last = 0;  // index of the last message
        chat::Version version = 0;
    };
    template <class Field>
    [[nodiscard]] std::vector<std::size_t> indexes_with(Field chat::NewMessage::* field) const;
    void read_postings(Query rows);
    void read_room(Query& row, std::size_t index);

    /// What was sent before, as it is.
    [[nodiscard]] chat::PostedMessage find_sent(Connection& db, std::size_t index, const MessagePlace& place,
                                                Events& events) const;
    /// Errors: as `result`.
    [[nodiscard]] Result<chat::PostedMessage> post(std::size_t index);
    /// Whatever the message names, put on `posted`. Errors: chat Errc::validation_failed, chat
    /// Errc::message_deleted.
    [[nodiscard]] Result<void> put_references(std::size_t index, chat::Message& posted);
    /// The last step of a message that is posted.
    void tell(std::size_t index, LockedRoom& room, Events& events);

    std::vector<const chat::NewMessage*> messages_;
    GrowingThreads threads_;
    bool may_be_done_ = false;
    std::vector<bool> given_up_;
    std::string transaction_id_;
    std::unordered_map<chat::RoomId, LockedRoom> rooms_;
    std::vector<Answer> answers_;
    std::vector<Result<chat::PostedMessage>> results_;
    std::vector<std::size_t> posted_;          // indexes of the messages to insert
    std::map<chat::RoomId, RoomEnd> ends_;     // of their rooms
    std::vector<std::size_t> mention_a_room_;  // those of them that mention everybody
};

}  // namespace chatter::store::postgres
