#pragma once

#include <array>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "base/task.hpp"
#include "net/poller.hpp"
#include "net/timer_wheel.hpp"

namespace chatter::net {

using TcpSocket = asio::basic_stream_socket<asio::ip::tcp, WorkerExecutor>;

/// A thread with its own loop. What is made on a worker lives and dies there; others reach it by posting.
class Worker {
  public:
    explicit Worker(std::size_t index);

    [[nodiscard]] std::size_t index() const noexcept { return index_; }
    [[nodiscard]] WorkerExecutor executor() noexcept { return loop_.get_executor(); }
    /// Runs `job` on this worker. What one thread posts runs in the order of posting; of two threads, in any:
    /// what the worker posts to itself waits for the end of its turn, and others may come first. Threads:
    /// any.
    void post(std::move_only_function<void()> job);

    // Worker thread only, from here on.
    [[nodiscard]] TimerWheel& timers() noexcept { return timers_; }
    [[nodiscard]] Poller& poller() noexcept { return poller_; }
    /// One buffer that all the connections read into, each emptying it before it returns to the loop.
    [[nodiscard]] std::array<char, 65536>& read_buffer() noexcept { return *read_buffer_; }
    /// Flushes `target` once, at the end of this turn, however often it is asked.
    void flush_at_end_of_turn(std::shared_ptr<Flushable> target);
    /// The same for one that is kept at least until then: what a Poller owns, or has just removed.
    void flush_at_end_of_turn(Flushable& target);

    void run();
    void stop();

  private:
    void flush_all();

    const std::size_t index_;
    asio::io_context loop_{1};
    asio::executor_work_guard<WorkerExecutor> work_;
    TimerWheel timers_;
    Poller poller_;
    std::unique_ptr<std::array<char, 65536>> read_buffer_;
    std::vector<Flushable*> to_flush_;
    std::vector<std::shared_ptr<Flushable>> kept_for_flush_;
};

/// All workers of the process.
class WorkerGroup {
  public:
    explicit WorkerGroup(std::size_t count);
    /// Stops and joins.
    ~WorkerGroup();

    [[nodiscard]] std::size_t size() const noexcept { return workers_.size(); }
    [[nodiscard]] Worker& operator[](std::size_t index) noexcept { return *workers_[index]; }
    /// Starts one thread a worker.
    void start();
    /// Waits until every worker has done what was posted before, for at most a second. Not from a worker.
    void settle();
    void stop();

  private:
    std::vector<std::unique_ptr<Worker>> workers_;
    std::vector<std::thread> threads_;
};

}  // namespace chatter::net
