#pragma once

#include <array>
#include <boost/asio/basic_waitable_timer.hpp>
#include <chrono>
#include <cstdint>

#include "base/task.hpp"

namespace chatter::net {

class TimerWheel;

/// One deadline, embedded in what it belongs to. Going out of scope cancels it. Worker thread only.
class Timer {
  public:
    using Callback = void (*)(void* context);

    Timer(Callback callback, void* context) noexcept : callback_(callback), context_(context) {}
    ~Timer() { cancel(); }
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    /// Calls back once, `delay` from now, up to a tick late and never early. Replaces what was scheduled
    /// before.
    void schedule(TimerWheel& wheel, std::chrono::milliseconds delay);
    void cancel() noexcept;
    [[nodiscard]] bool is_scheduled() const noexcept { return next_ != nullptr; }

  private:
    friend class TimerWheel;
    Timer* next_ = nullptr;  // a ring with the slot's head while scheduled
    Timer* previous_ = nullptr;
    std::uint64_t tick_ = 0;
    Callback callback_;
    void* context_;
};

/// A hashed timer wheel (Varghese and Lauck, scheme 6): any number of deadlines for one timer of the loop,
/// O(1) to set and to cancel. Sleeps until the next slot that holds anything. Worker thread only.
class TimerWheel {
  public:
    explicit TimerWheel(WorkerExecutor executor);
    ~TimerWheel();
    TimerWheel(const TimerWheel&) = delete;
    TimerWheel& operator=(const TimerWheel&) = delete;

    static constexpr std::chrono::milliseconds tick_length{10};

  private:
    friend class Timer;
    using LoopTimer =
        asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                                   WorkerExecutor>;
    static constexpr std::size_t slot_count = 1024;

    [[nodiscard]] std::uint64_t current_tick() const noexcept;
    void insert(Timer& timer, std::chrono::milliseconds delay);
    void sleep_until_next();
    void turn();
    void expire_slot(std::size_t slot, std::uint64_t now);

    std::array<Timer, slot_count> heads_;
    const std::chrono::steady_clock::time_point start_;
    std::uint64_t turned_to_ = 0;  // every slot up to this tick has been looked at
    std::uint64_t sleeping_until_ = UINT64_MAX;
    LoopTimer loop_timer_;
};

}  // namespace chatter::net
