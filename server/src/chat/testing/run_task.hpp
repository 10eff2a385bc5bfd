#pragma once

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/task.hpp"

/// What tests of Tasks need, here and in the folders above.
namespace chatter::chat::testing {

/// Loops of threads that have ended, for those that come. The thread that completes a task may still be
/// waking the loop when whoever ran it is gone already, so that no loop may end before all threads have.
class LoopPool {
  public:
    static LoopPool& shared() {
        static LoopPool pool;
        return pool;
    }

    std::unique_ptr<asio::io_context> take() {
        const std::lock_guard lock(mutex_);
        if (idle_.empty()) return std::make_unique<asio::io_context>(1);
        auto loop = std::move(idle_.back());
        idle_.pop_back();
        return loop;
    }

    void give_back(std::unique_ptr<asio::io_context> loop) {
        const std::lock_guard lock(mutex_);
        idle_.push_back(std::move(loop));
    }

  private:
    std::mutex mutex_;
    std::vector<std::unique_ptr<asio::io_context>> idle_;
};

/// The loop of the calling thread, as long as that lives.
inline asio::io_context& test_loop() {
    struct OfThisThread {
        std::unique_ptr<asio::io_context> loop = LoopPool::shared().take();
        ~OfThisThread() { LoopPool::shared().give_back(std::move(loop)); }
    };
    thread_local OfThisThread mine;
    mine.loop->restart();
    return *mine.loop;
}

/// Runs `task` to its end and returns what it returns.
template <class T>
T run_task(Task<T> task) {
    auto& loop = test_loop();
    std::optional<T> outcome;
    asio::co_spawn(loop.get_executor(), std::move(task), [&outcome](std::exception_ptr error, T value) {
        if (error) std::rethrow_exception(error);
        outcome.emplace(std::move(value));
    });
    loop.run();
    return std::move(outcome).value();
}

/// Runs all `tasks` at once on one loop and returns their results in the order of the tasks.
template <class T>
std::vector<T> run_tasks(std::vector<Task<T>> tasks) {
    auto& loop = test_loop();
    std::vector<std::optional<T>> outcomes(tasks.size());
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        asio::co_spawn(loop.get_executor(), std::move(tasks[i]),
                       [&outcome = outcomes[i]](std::exception_ptr error, T value) {
                           if (error) std::rethrow_exception(error);
                           outcome.emplace(std::move(value));
                       });
    }
    loop.run();
    std::vector<T> results;
    for (auto& outcome : outcomes) results.push_back(std::move(outcome).value());
    return results;
}

}  // namespace chatter::chat::testing
