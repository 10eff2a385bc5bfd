// Group commit. One thread owns the writing connection. While it makes one transaction durable, commands
// collect; the next transaction takes all of them (bounded), so one message costs one fsync and so do a
// thousand:
//
//   BEGIN · command* · COMMIT → forget what was read before → publish the batch's events → answer the batch's
//   callers
//
// A member that fails before it has changed anything, as nearly every failing one does, fails alone. When one
// has changed something, the batch is rolled back and run again with a savepoint for each member, which is
// dearer:
//
//   BEGIN · { SAVEPOINT · command · RELEASE, or ROLLBACK TO when it fails }* · COMMIT
//
// When the transaction itself is lost, every member is answered with the failure and nothing is published.
#pragma once

#include <future>
#include <memory>
#include <thread>
#include <type_traits>
#include <vector>

#include "base/completion.hpp"
#include "base/errc.hpp"
#include "base/result.hpp"
#include "store/sqlite/checkpointer.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/recent_answers.hpp"
#include "store/write_queue.hpp"

namespace chatter::store::sqlite {

/// One write and its caller.
class WriteCommand {
  public:
    virtual ~WriteCommand() = default;
    /// Changes the database and notes what happened; false when its changes must be undone. May be called
    /// again, when what it did was rolled back.
    virtual bool run(Connection& db, Events& events) = 0;
    /// Resumes the caller with what `run` came to. After the commit only.
    virtual void answer() = 0;
    virtual void refuse(const Error& error) = 0;
};

/// The one thread that writes. Threads: `write` from any.
class Writer {
  public:
    /// `events`, `checkpointer` and `recent` outlive this.
    Writer(std::unique_ptr<Connection> db, chat::EventSink& events, Checkpointer& checkpointer,
           RecentAnswers& recent, WriteLimits limits);
    /// Finishes what was accepted, then joins.
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// Runs `work(db, events)`, which returns a Result, in the next batch, and resumes the caller once that
    /// is durable. `bytes` is what the work holds in memory while it waits. Errors: what `work` returns, base
    /// Errc::busy (too much waits), base Errc::unavailable.
    template <class Work, class R = std::invoke_result_t<Work&, Connection&, Events&>>
    Task<R> write(std::size_t bytes, Work work) {
        return suspend_until_completed<R>([this, bytes, work = std::move(work)](Completion<R> done) mutable {
            accept(bytes, std::make_unique<Command<Work, R>>(std::move(work), std::move(done)));
        });
    }

    /// As `write`, for a thread that may wait: never a worker's.
    template <class Work, class R = std::invoke_result_t<Work&, Connection&, Events&>>
    R write_and_wait(std::size_t bytes, Work work) {
        auto promise = std::make_shared<std::promise<R>>();
        auto answer = promise->get_future();
        accept(bytes, std::make_unique<Command<Work, R>>(
                          std::move(work), [promise](R result) { promise->set_value(std::move(result)); }));
        return answer.get();
    }

  private:
    template <class Work, class R>
    class Command final : public WriteCommand {
      public:
        Command(Work work, Completion<R> done) : work_(std::move(work)), done_(std::move(done)) {}
        bool run(Connection& db, Events& events) override {
            result_.emplace(work_(db, events));
            if (auto failure = db.take_failure()) result_.emplace(std::unexpected(std::move(*failure)));
            return result_->has_value();
        }
        void answer() override { done_(std::move(*result_)); }
        void refuse(const Error& error) override { done_(R(std::unexpected(error))); }

      private:
        Work work_;
        Completion<R> done_;
        std::optional<R> result_;
    };

    using Batch = WriteQueue<WriteCommand>::Batch;

    void accept(std::size_t bytes, std::unique_ptr<WriteCommand> command);
    void run_thread();
    void commit(Batch batch);
    /// How a batch's members are undone.
    enum class Undo : std::uint8_t { batch, member };
    enum class Outcome : std::uint8_t { committed, must_undo_a_member };
    /// Runs every member in one transaction. Errors: why nothing of it was kept.
    [[nodiscard]] Result<Outcome> run_transaction(const Batch& batch, Undo undo, Events& events);
    /// False when the member has failed and what it changed is not undone.
    [[nodiscard]] bool run_member(WriteCommand& command, Undo undo, Events& events);
    void roll_back();

    const std::unique_ptr<Connection> db_;
    chat::EventSink& sink_;
    Checkpointer& checkpointer_;
    RecentAnswers& recent_;
    WriteQueue<WriteCommand> queue_;
    std::thread thread_;
};

}  // namespace chatter::store::sqlite
