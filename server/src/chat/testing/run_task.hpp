#pragma once

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

#include "base/task.hpp"

/// What tests of Tasks need, here and in the folders above.
namespace chatter::chat::testing {

/// The loop of the calling thread. It outlives the tasks that run on it, because the thread that completes
/// one may still be waking the loop when `run` has returned already.
inline asio::io_context& test_loop() {
    thread_local asio::io_context loop{1};
    loop.restart();
    return loop;
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
