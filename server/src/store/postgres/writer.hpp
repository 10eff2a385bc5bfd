// Group commit. One thread owns the writing connection. While it makes one transaction durable, commands
// collect; the next transaction takes all of them (bounded), so one message costs one flush of PostgreSQL's
// log and so do a thousand:
//
//   run the batch in one transaction (batch_transaction.hpp) → publish its events → answer its callers
//
//   what went wrong               what follows
//   a command's own error         that command is undone and answered alone
//   a statement's error           every command again, alone
//   another transaction's way     the batch again, a few times
//   connection lost before COMMIT the batch again, over a new connection
//   … while COMMIT was under way  over a new connection the outcome is asked for by the transaction's number:
//                                 committed is as if nothing had been, aborted is as before COMMIT
//   … of a batch done at once     the batch again: what is stored already is found by its author and
//                                 client_id, and is this batch's own where the message's id is
//
// Nobody is told of success or failure that is not so: past its deadline a command is answered
// Errc::unavailable, which says that it may or may not have happened. If it has, its events are still
// published, once.
#pragma once

#include <thread>
#include <type_traits>

#include "store/postgres/batch_transaction.hpp"
#include "store/postgres/commit_positions.hpp"
#include "store/postgres/connector.hpp"

namespace chatter::store::postgres {

struct WriterOptions {
    WriteLimits queue;
    TransactionLimits transaction;
    /// Whether messages that are nothing but text are posted in one round trip where possible.
    bool at_once = true;
    /// How long a command may wait, from its acceptance, for a database that does not answer.
    std::chrono::milliseconds deadline{10000};
    /// The same for what is still waiting when the writer goes.
    std::chrono::milliseconds goodbye{2000};
};

/// The one thread that writes. Threads: `write` and `post` from any.
class Writer {
  public:
    /// `positions`, told of every commit before its caller is, may be null. All outlive this.
    Writer(Connector& connector, chat::EventSink& events, CommitPositions* positions, WriterOptions options);
    /// Finishes what was accepted, while the database answers, then joins.
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// Runs `work(db, events)`, which returns a Result, in the next batch, and resumes the caller once that
    /// is durable. It may be called again when a transaction is. `rooms` are those it touches, `bytes` is
    /// what it holds in memory while it waits. Errors: what `work` returns, base Errc::busy (too much waits),
    /// base Errc::unavailable, base Errc::internal.
    template <class Work, class R = std::invoke_result_t<Work&, Connection&, Events&>>
    Task<R> write(std::size_t bytes, Concerns concerns, Work work) {
        return suspend_until_completed<R>([this, bytes, concerns = std::move(concerns),
                                           work = std::move(work)](Completion<R> done) mutable {
            accept(bytes, std::make_unique<WorkCommand<Work, R>>(std::move(concerns), std::move(work),
                                                                 std::move(done)));
        });
    }
    /// Posts a message. Errors: as the port (chat/ports/message_store.hpp).
    Task<Result<chat::PostedMessage>> post(std::size_t bytes, chat::NewMessage message);
    /// Moves a read marker up. Errors: as the port (chat/ports/room_store.hpp).
    Task<Result<chat::ReadPosition>> move_marker(std::size_t bytes, MarkerMove move);

  private:
    using TimePoint = std::chrono::steady_clock::time_point;

    void accept(std::size_t bytes, std::unique_ptr<WriteCommand> command);
    void run_thread();
    /// `may_be_done`: it may have been committed before.
    void commit(Batch batch, bool may_be_done = false);
    /// Every member in a transaction of its own.
    void commit_each(Batch batch, bool may_be_done);
    /// Publishes what was committed and answers. Markers of which it is unknown how far they moved are moved
    /// once more, to be told of.
    void finish(Batch batch, BatchTransaction& transaction);
    /// Those that came after any other command.
    [[nodiscard]] static Batch take_last_markers(Batch& batch);
    void note_beginning();
    void note_positions(const Batch& batch, std::optional<Lsn> end);
    /// What became of a transaction whose COMMIT was under way when the connection was lost. Nothing when
    /// that cannot be found out any more.
    [[nodiscard]] std::optional<bool> was_committed(const std::string& transaction_id, const Batch& batch);
    /// Opens a connection, unless there is one; false when there is nothing left to do over it. Whoever has
    /// waited too long is answered, and dropped from the batch unless it may be done.
    [[nodiscard]] bool reconnect(Batch& batch, bool may_be_done);
    [[nodiscard]] BatchTransaction::Options options_for_next(bool may_be_done);
    /// `db_` is null when that is not possible now.
    void connect();
    void wait_for_next_attempt();
    /// Answers those accepted before `oldest`, of the queue too.
    void refuse_late(const Batch& batch, TimePoint oldest);
    /// A command accepted before this has waited for its deadline, which is near once the queue is stopped.
    [[nodiscard]] TimePoint oldest_in_time() const;

    Connector& connector_;
    chat::EventSink& sink_;
    CommitPositions* const positions_;
    const WriterOptions options_;
    WriteQueue<WriteCommand> queue_;
    std::unique_ptr<Connection> db_;  // none while the database is away; of the thread
    KnownAuthors authors_;            // as this connection's server knows them; of the thread
    int batches_in_steps_ = 0;        // how many batches more are not tried at once; of the thread
    std::thread thread_;
};

}  // namespace chatter::store::postgres
