// Threads that read, each with a connection of its own from when it is first needed. The one that was busy
// last is called first: few connections do most of the work, and the server's processes behind them have what
// they need at hand.
//
//   read ─► queue ─► thread ─► work(db) ─► resume the caller
//             ▲         │ no connection: wait for the next attempt, until the read's deadline
//             └─────────┘
//
// Work whose connection is lost under it is done once more on another, if its deadline is not past.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "base/completion.hpp"
#include "base/errc.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "store/postgres/connector.hpp"

namespace chatter::store::postgres {

struct ReaderLimits {
    std::size_t readers = 8;  // threads, each with a connection
    std::size_t queue_count_max = 8192;
    std::size_t queue_bytes_max = std::size_t{64} * 1024 * 1024;
    std::chrono::milliseconds deadline{10000};  // how long a read may wait for its turn and a connection
    /// How long the server lets a statement take; without end when nothing is said. Shorter than
    /// `answer_timeout`, so that what takes too long is ended there and not begun anew.
    std::optional<std::chrono::milliseconds> statement_limit = std::nullopt;
    /// How long a round trip may take, if not as long as `ConnectOptions` says.
    std::optional<std::chrono::milliseconds> answer_timeout = std::nullopt;
    /// For reads that nobody waits for: the threads leave the processor to all others.
    bool gives_way = false;
};

/// One read and its caller.
class ReadJob {
  public:
    virtual ~ReadJob() = default;
    virtual void run(Connection& db) = 0;
    /// Resumes the caller with what the last `run` came to.
    virtual void answer() = 0;
    virtual void refuse(const Error& error) = 0;
};

/// Threads: `read` and `start` from any.
class ReaderPool {
  public:
    /// `connector` outlives this.
    ReaderPool(const std::string& name, Connector& connector, ReaderLimits limits);
    /// Finishes what was accepted, as far as the database answers, then joins.
    ~ReaderPool();
    ReaderPool(const ReaderPool&) = delete;
    ReaderPool& operator=(const ReaderPool&) = delete;

    /// Runs `work(db)`, which returns a Result, and resumes the caller. `work` is run again when its
    /// connection was lost, and may leave a transaction open, which is then rolled back. `bytes` is what it
    /// holds in memory while it waits. Errors: what `work` returns, base Errc::busy (too much waits), base
    /// Errc::unavailable.
    template <class Work, class R = std::invoke_result_t<Work&, Connection&>>
    Task<R> read(Work work, std::size_t bytes = 0) {
        return suspend_until_completed<R>([this, bytes, work = std::move(work)](Completion<R> done) mutable {
            start(std::move(work), std::move(done), bytes);
        });
    }

    /// The same, handing the result to `done`, on any thread. It has waited since `since`.
    template <class Work, class R = std::invoke_result_t<Work&, Connection&>>
    void start(Work work, Completion<R> done, std::size_t bytes = 0,
               std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now()) {
        accept(bytes, since, std::make_unique<Job<Work, R>>(std::move(work), std::move(done)));
    }

    /// Whether the last attempt to connect failed.
    [[nodiscard]] bool is_away() const { return connector_.is_away(); }

  private:
    using Time = std::chrono::steady_clock::time_point;

    template <class Work, class R>
    class Job final : public ReadJob {
      public:
        Job(Work work, Completion<R> done) : work_(std::move(work)), done_(std::move(done)) {}
        void run(Connection& db) override { result_.emplace(work_(db)); }
        void answer() override { done_(std::move(*result_)); }
        void refuse(const Error& error) override { done_(R(std::unexpected(error))); }

      private:
        Work work_;
        Completion<R> done_;
        std::optional<R> result_;
    };

    struct Waiting {
        std::size_t bytes;
        Time deadline;
        std::unique_ptr<ReadJob> job;
        int losses = 0;  // connections lost under it
    };
    struct Reader {
        std::unique_ptr<Connection> db;
        std::condition_variable wake;
        bool called = false;
        std::thread thread;
    };

    void accept(std::size_t bytes, Time since, std::unique_ptr<ReadJob> job);
    void run_thread(Reader& self, const std::string& name);
    void wait_for_call(Reader& self, std::unique_lock<std::mutex>& lock);
    /// Back to the head of the queue, for whoever has a connection first; waits until another may be had.
    void put_off(Reader& self, Waiting waiting, std::unique_lock<std::mutex>& lock);
    void refuse_expired(std::unique_lock<std::mutex>& lock);
    [[nodiscard]] Waiting pop();
    void call_idle();
    /// Runs the job and answers it; gives it back when no connection can be had.
    [[nodiscard]] std::optional<Waiting> serve(Reader& self, Waiting waiting);
    static void finish(Connection& db, Waiting& waiting);
    [[nodiscard]] bool connect(Reader& self);
    void disconnect(Reader& self);

    Connector& connector_;
    const ReaderLimits limits_;
    const metrics::Gauge waiting_gauge_;
    const metrics::Gauge busy_gauge_;
    const metrics::Gauge connections_gauge_;
    std::mutex mutex_;  // guards the four below and Reader::called; held for a push or a pop
    std::deque<Waiting> queue_;
    std::size_t queue_bytes_ = 0;
    std::vector<Reader*> idle_;  // called from its end
    bool stopping_ = false;
    std::vector<std::unique_ptr<Reader>> readers_;
};

}  // namespace chatter::store::postgres
