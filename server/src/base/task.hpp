#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace chatter {

namespace asio = boost::asio;

/// The executor of a worker's loop, named so that no call on the message path goes through a type-erased one.
using WorkerExecutor = asio::io_context::executor_type;

/// A coroutine that runs on one worker. Parameters are values, or outlive the call.
template <class T>
using Task = asio::awaitable<T, WorkerExecutor>;

inline constexpr asio::use_awaitable_t<WorkerExecutor> use_task{};

}  // namespace chatter
