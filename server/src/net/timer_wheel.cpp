#include "net/timer_wheel.hpp"

#include <algorithm>
#include <utility>

namespace chatter::net {

namespace {

template <std::size_t... Indexes>
std::array<Timer, sizeof...(Indexes)> make_heads(std::index_sequence<Indexes...>) {
    return {((void)Indexes, Timer(nullptr, nullptr))...};
}

}  // namespace

void Timer::schedule(TimerWheel& wheel, std::chrono::milliseconds delay) {
    cancel();
    wheel.insert(*this, delay);
}

void Timer::cancel() noexcept {
    if (!next_) return;
    next_->previous_ = previous_;
    previous_->next_ = next_;
    next_ = previous_ = nullptr;
}

TimerWheel::TimerWheel(WorkerExecutor executor)
    : heads_(make_heads(std::make_index_sequence<slot_count>{})),
      start_(std::chrono::steady_clock::now()),
      loop_timer_(executor) {
    for (auto& head : heads_) head.next_ = head.previous_ = &head;
}

TimerWheel::~TimerWheel() {
    for (auto& head : heads_) {
        while (head.next_ != &head) head.next_->cancel();
        head.next_ = head.previous_ = nullptr;
    }
}

std::uint64_t TimerWheel::current_tick() const noexcept {
    return static_cast<std::uint64_t>((std::chrono::steady_clock::now() - start_) / tick_length);
}

void TimerWheel::insert(Timer& timer, std::chrono::milliseconds delay) {
    // One tick more than the division says: the current tick is partly over, and a timer is never early.
    const auto ticks =
        std::max<std::int64_t>(0, (delay + tick_length - std::chrono::milliseconds(1)) / tick_length) + 1;
    timer.tick_ = std::max(current_tick(), turned_to_) + static_cast<std::uint64_t>(ticks);
    auto& head = heads_[timer.tick_ % slot_count];
    timer.next_ = &head;
    timer.previous_ = head.previous_;
    head.previous_->next_ = &timer;
    head.previous_ = &timer;
    if (timer.tick_ < sleeping_until_) {
        sleeping_until_ = timer.tick_;
        loop_timer_.expires_at(start_ + tick_length * timer.tick_);
        loop_timer_.async_wait([this](const boost::system::error_code& error) {
            if (!error) turn();
        });
    }
}

void TimerWheel::turn() {
    sleeping_until_ = 0;  // what expires may schedule anew; that is armed once, below
    const auto now = current_tick();
    const auto last = std::min(now, turned_to_ + slot_count);
    for (auto tick = turned_to_ + 1; tick <= last; ++tick) expire_slot(tick % slot_count, now);
    turned_to_ = std::max(turned_to_, now);
    sleep_until_next();
}

void TimerWheel::expire_slot(std::size_t slot, std::uint64_t now) {
    auto& head = heads_[slot];
    // A callback may cancel or schedule any timer, so the list is taken off first and drawn from its front.
    Timer expired(nullptr, nullptr);
    expired.next_ = expired.previous_ = &expired;
    for (auto* timer = head.next_; timer != &head;) {
        auto* const next = timer->next_;
        if (timer->tick_ <= now) {
            timer->cancel();
            timer->next_ = &expired;
            timer->previous_ = expired.previous_;
            expired.previous_->next_ = timer;
            expired.previous_ = timer;
        }
        timer = next;
    }
    while (expired.next_ != &expired) {
        auto* const timer = expired.next_;
        timer->cancel();
        timer->callback_(timer->context_);
    }
    expired.next_ = expired.previous_ = nullptr;
}

void TimerWheel::sleep_until_next() {
    sleeping_until_ = UINT64_MAX;
    for (std::uint64_t tick = turned_to_ + 1; tick <= turned_to_ + slot_count; ++tick) {
        auto& head = heads_[tick % slot_count];
        if (head.next_ == &head) continue;
        sleeping_until_ = tick;
        loop_timer_.expires_at(start_ + tick_length * tick);
        loop_timer_.async_wait([this](const boost::system::error_code& error) {
            if (!error) turn();
        });
        return;
    }
}

}  // namespace chatter::net
