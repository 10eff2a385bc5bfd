// One transaction of a batch of writes, in as few round trips as can be:
//
//   1       BEGIN · number of the transaction, time limits, the rooms locked in the order of their ids, what
//   the
//             first messages need to know, in one statement
//   each    a run of messages: what they need to know (the first's is part of 1)
//   command any other command: SAVEPOINT · its own statements · RELEASE, or ROLLBACK TO when it fails
//   last    INSERT the last messages · COMMIT
//
// In the order of the commands' coming, so that who joins and then speaks is a member. The rooms are locked
// first and in one order, so that two servers that write the same rooms wait for each other, never in a
// circle.
#pragma once

#include <string>

#include "store/postgres/messages.hpp"
#include "store/postgres/snapshot.hpp"
#include "store/postgres/write_command.hpp"

namespace chatter::store::postgres {

using Batch = WriteQueue<WriteCommand>::Batch;

class BatchTransaction {
  public:
    enum class Outcome {
        committed,
        given_up,   ///< Nothing of it was kept; `failure` says why.
        uncertain,  ///< The connection was lost while the COMMIT was under way.
    };

    /// All outlive this.
    /// With `wants_end`, `end` is told.
    BatchTransaction(Connection& db, const Batch& batch, TransactionLimits limits, bool wants_end)
        : db_(db), batch_(batch), limits_(limits), wants_end_(wants_end) {}

    /// Leaves the connection without a transaction, or lost.
    [[nodiscard]] Outcome run();

    /// What happened, to be published when it was committed.
    [[nodiscard]] Events take_events() { return std::move(events_); }
    /// By which an uncertain outcome is found.
    [[nodiscard]] const std::string& transaction_id() const { return transaction_id_; }
    /// The log holds it up to there, once it was committed.
    [[nodiscard]] std::optional<Lsn> end() const { return end_; }
    [[nodiscard]] const Failure& failure() const { return failure_; }

  private:
    /// Commands side by side that are messages, or one that is not.
    struct Run {
        std::size_t first;
        std::size_t count;
        bool messages;
    };
    [[nodiscard]] std::vector<Run> runs() const;
    [[nodiscard]] std::vector<chat::RoomId> rooms() const;
    void begin(const Run& first);
    void run_messages(const Run& run, bool is_first);
    void run_command(WriteCommand& command);
    [[nodiscard]] std::vector<const chat::NewMessage*> messages_of(const Run& run) const;
    /// Sends what stores the last messages, for the round trip of what follows; how many statements that is.
    int send_inserts(Pipeline& pipeline);
    [[nodiscard]] Outcome commit();

    Connection& db_;
    const Batch& batch_;
    const TransactionLimits limits_;
    const bool wants_end_;
    std::optional<Posting> posting_;  // decided, but not inserted
    Events events_;
    std::string transaction_id_;
    std::optional<Lsn> end_;
    Failure failure_;
};

}  // namespace chatter::store::postgres
