#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "base/post_together.hpp"
#include "base/task.hpp"

namespace chatter {

/// The other end of a suspended Task: whoever holds it resumes the Task once with a T, from any thread; the
/// Task goes on on its own worker. It keeps that worker's loop from running out of work while it waits.
template <class T>
using Completion = std::move_only_function<void(T)>;

/// Suspends the caller, hands `start` a Completion, and returns what that is called with.
/// `start` runs before the suspension returns to the loop, and must see to it that the Completion is called.
template <class T, class Start>
Task<T> suspend_until_completed(Start start) {
    // The value waits in a slot of the frame, so that T needs neither a default nor a copy.
    std::optional<T> slot;
    co_await asio::async_initiate<const asio::use_awaitable_t<WorkerExecutor>, void()>(
        [&slot, &start](auto handler) {
            auto executor = asio::get_associated_executor(handler);
            using Handler = decltype(handler);
            struct Waiter {
                Handler handler;
                asio::executor_work_guard<WorkerExecutor> work;
                std::optional<T>* slot;
            };
            auto waiter =
                std::make_unique<Waiter>(Waiter{std::move(handler), asio::make_work_guard(executor), &slot});
            start(Completion<T>([waiter = std::move(waiter)](T value) mutable {
                auto target = waiter->work.get_executor();
                post_to(target, [waiter = std::move(waiter), value = std::move(value)]() mutable {
                    waiter->slot->emplace(std::move(value));
                    auto resume = std::move(waiter->handler);
                    waiter.reset();
                    resume();
                });
            }));
        },
        use_task);
    co_return std::move(*slot);
}

}  // namespace chatter
