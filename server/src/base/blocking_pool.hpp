#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/completion.hpp"
#include "base/errc.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"

namespace chatter {

/// Threads for work that blocks (files, SQLite reads, password hashing), so that no worker ever waits.
/// The queue is bounded: past `queue_max` waiting jobs, `run` answers Errc::busy at once.
class BlockingPool {
  public:
    BlockingPool(std::string name, std::size_t threads, std::size_t queue_max);
    /// Finishes what was accepted, then joins.
    ~BlockingPool();
    BlockingPool(const BlockingPool&) = delete;
    BlockingPool& operator=(const BlockingPool&) = delete;

    /// False, and `job` is dropped, when the queue is full or the pool is stopping. Threads: any.
    [[nodiscard]] bool try_post(std::move_only_function<void()> job);

    /// Runs `work` here and resumes the caller on its own worker. `work` returns a Result<T>.
    /// Errors: whatever `work` returns, or Errc::busy.
    template <class Work, class R = std::invoke_result_t<Work>>
    Task<R> run(Work work) {
        return suspend_until_completed<R>([this, work = std::move(work)](Completion<R> done) mutable {
            start(std::move(work), std::move(done));
        });
    }

    /// Runs `work` here and hands its result to `done`, on the thread that ran it; Errc::busy on the
    /// caller's.
    template <class Work, class R = std::invoke_result_t<Work>>
    void start(Work work, Completion<R> done) {
        // Shared, because a refused job must still answer its caller.
        auto complete = std::make_shared<Completion<R>>(std::move(done));
        if (!try_post([work = std::move(work), complete]() mutable { (*complete)(work()); }))
            (*complete)(fail(Errc::busy, "Too much is waiting. Try again in a moment."));
    }

  private:
    void run_thread(std::size_t index);

    const std::string name_;
    const std::size_t queue_max_;
    const metrics::Gauge waiting_, busy_;
    std::mutex mutex_;  // guards the two below; taken by jobs that take longer than any wait for it
    std::deque<std::move_only_function<void()>> queue_;
    bool stopping_ = false;
    std::condition_variable wake_;
    std::vector<std::thread> threads_;
};

}  // namespace chatter
