// One transaction of a batch of writes, in as few round trips as can be. One, when all of them are messages
// that are nothing but text and may be posted, or read markers:
//
//   only    BEGIN · the messages decided and stored by one statement (plain_posting.hpp) · COMMIT
//   only    BEGIN · the rooms locked · the markers moved by one statement (marker_moves.hpp) · COMMIT
//
// Otherwise, after a transaction that has kept nothing if that was tried:
//
//   1       BEGIN · number of the transaction, time limits, the rooms locked in the order of their ids, what
//           the first messages need to know, in one statement
//   each    a run of messages: what they need to know (the first's is part of 1)
//   run of  read markers: one statement (the last one's is part of the last round trip)
//   command any other command: SAVEPOINT · its own statements · RELEASE, or ROLLBACK TO when it fails
//   last    INSERT the last messages · move the last markers · COMMIT
//
// In the order of the commands' coming, so that who joins and then speaks is a member; but of messages and
// markers between two other commands first the messages, then the markers, so that there are few runs. The
// rooms are locked first and in one order, so that two servers that write the same rooms wait for each other,
// never in a circle.
#pragma once

#include <string>

#include "store/postgres/known_authors.hpp"
#include "store/postgres/messages.hpp"
#include "store/postgres/snapshot.hpp"
#include "store/postgres/write_command.hpp"

namespace chatter::store::postgres {

using Batch = WriteQueue<WriteCommand>::Batch;

class BatchTransaction {
  public:
    enum class Outcome {
        committed,
        given_up,  ///< Nothing of it was kept; `failure` says why.
        /// The connection was lost while the COMMIT, or what it ends, was under way. Without a
        /// `transaction_id` all of it are messages, found by what their authors called them, or markers,
        /// which are just moved again.
        uncertain,
    };

    struct Options {
        TransactionLimits limits;
        bool wants_end = false;  ///< `end` is told.
        /// Whether one round trip is tried, where one may be enough.
        bool at_once = true;
        /// Its messages may have been posted, its markers moved before, unknown to anybody.
        bool may_be_done = false;
    };

    /// All outlive this.
    BatchTransaction(Connection& db, const Batch& batch, KnownAuthors& authors, Options options)
        : db_(db), batch_(batch), authors_(authors), options_(options) {}

    /// Leaves the connection without a transaction, or lost.
    [[nodiscard]] Outcome run();

    /// What happened, to be published when it was committed.
    [[nodiscard]] Events take_events() { return std::move(events_); }
    /// By which an uncertain outcome is found; empty when it was tried at once.
    [[nodiscard]] const std::string& transaction_id() const { return transaction_id_; }
    /// Whether, even if it was committed, it is unknown how far the last markers moved.
    [[nodiscard]] bool lacks_markers() const { return lacks_markers_; }
    /// The log holds it up to there, once it was committed.
    [[nodiscard]] std::optional<Lsn> end() const { return end_; }
    [[nodiscard]] const Failure& failure() const { return failure_; }
    /// Whether one round trip was tried in vain: some message may not be posted or was sent before.
    [[nodiscard]] bool was_refused_at_once() const { return refused_at_once_; }

  private:
    enum class Kind { messages, markers, other };
    /// Messages, or markers, or one other command.
    struct Run {
        Kind kind;
        std::vector<WriteCommand*> commands;
    };
    [[nodiscard]] static Kind kind_of(const WriteCommand& command);
    [[nodiscard]] std::vector<Run> runs() const;
    [[nodiscard]] std::vector<chat::RoomId> rooms() const;

    /// Nothing when the whole batch is not of that kind, or some message cannot be posted like that: then
    /// nothing was kept.
    [[nodiscard]] std::optional<Outcome> run_at_once(const std::vector<Run>& all);
    [[nodiscard]] std::optional<Outcome> post_at_once(const Run& run);
    [[nodiscard]] Outcome move_at_once(const Run& run);
    void tell_posted(const Run& run, std::vector<chat::Message> messages);

    void begin(const Run& first);
    /// How many statements that is, which `take_beginning` wants to know.
    [[nodiscard]] int send_beginning(Pipeline& pipeline) const;
    void take_beginning(Pipeline& pipeline, int statements);
    void run_messages(const Run& run, bool is_first);
    void run_markers(const Run& run);
    void run_command(WriteCommand& command);
    [[nodiscard]] static std::vector<const chat::NewMessage*> messages_of(const Run& run);
    [[nodiscard]] Posting posting_of(const Run& run) const;
    [[nodiscard]] MarkerMoves moves_of(const Run& run) const;
    static void set_moved(const Run& run, std::vector<Result<chat::ReadPosition>> positions);
    /// Sends what stores the last messages, for the round trip of what follows; how many statements that is.
    int send_inserts(Pipeline& pipeline);
    /// With the last run, if that is one of markers.
    [[nodiscard]] Outcome commit(const Run* markers);
    /// Sends what ends the transaction, and takes the answer to it; whether it was committed.
    void send_commit(Pipeline& pipeline) const;
    [[nodiscard]] bool take_commit(Pipeline& pipeline);
    /// `answered`: whether the answers that there is nothing without are known too. A lost connection may
    /// keep them back even where it tells of the COMMIT.
    [[nodiscard]] Outcome finish(bool committed, bool answered);

    Connection& db_;
    const Batch& batch_;
    KnownAuthors& authors_;
    const Options options_;
    std::optional<Posting> posting_;  // decided, but not inserted
    Events events_;
    std::string transaction_id_;
    bool refused_at_once_ = false;
    bool lacks_markers_ = false;
    std::optional<Lsn> end_;
    Failure failure_;
};

}  // namespace chatter::store::postgres
