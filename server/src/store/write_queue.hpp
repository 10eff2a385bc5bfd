#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "chat/events.hpp"

namespace chatter::store {

using Events = std::vector<chat::Event>;

/// Whom and what a write concerns.
struct Concerns {
    std::vector<chat::UserId> users;  // who must see it in what they read next
    std::vector<chat::RoomId> rooms;  // which nobody else may change meanwhile
};

struct WriteLimits {
    std::size_t queue_count_max = 8192;
    std::size_t queue_bytes_max = std::size_t{64} * 1024 * 1024;
    std::size_t batch_count_max = 1024;
    std::size_t batch_bytes_max = std::size_t{8} * 1024 * 1024;
    /// After a batch of so many, the next waits for as many, but no longer than this.
    std::size_t gather_from = 8;
    std::chrono::microseconds gather_time{1500};
};

/// The writes that wait for the next transaction of the one thread that writes. Bounded in count and in
/// bytes. Threads: any; `take` and what follows it by the writing thread.
template <class Command>
class WriteQueue {
  public:
    using Time = std::chrono::steady_clock::time_point;
    struct Member {
        std::size_t bytes;  // what the command holds in memory while it waits
        Time accepted;
        std::unique_ptr<Command> command;
    };
    using Batch = std::vector<Member>;

    explicit WriteQueue(WriteLimits limits) : limits_(limits) {}

    /// Gives the command back when too much waits, or the queue has been stopped.
    [[nodiscard]] std::unique_ptr<Command> push(std::size_t bytes, std::unique_ptr<Command> command) {
        {
            const std::lock_guard lock(mutex_);
            // A command larger than the whole bound may still come alone.
            const bool fits = queue_.empty() || (queue_.size() < limits_.queue_count_max &&
                                                 queue_bytes_ + bytes <= limits_.queue_bytes_max);
            if (!fits || stopping_) return command;
            queue_bytes_ += bytes;
            queue_.push_back({.bytes = bytes,
                              .accepted = std::chrono::steady_clock::now(),
                              .command = std::move(command)});
            if (queue_.size() < wanted_) return nullptr;
        }
        wake_.notify_one();
        return nullptr;
    }

    /// Waits for the next batch: what waits, in the order of its coming, up to the limits. Empty once the
    /// queue has been stopped and nothing is left.
    [[nodiscard]] Batch take() {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        gather(lock);
        Batch batch;
        std::size_t batch_bytes = 0;
        while (!queue_.empty() && batch.size() < limits_.batch_count_max) {
            if (!batch.empty() && batch_bytes + queue_.front().bytes > limits_.batch_bytes_max) break;
            batch_bytes += queue_.front().bytes;
            batch.push_back(pop());
        }
        last_count_ = batch.size();
        return batch;
    }

    /// What was accepted before `time` and still waits.
    [[nodiscard]] Batch take_older_than(Time time) {
        const std::lock_guard lock(mutex_);
        Batch old;
        while (!queue_.empty() && queue_.front().accepted < time) old.push_back(pop());
        return old;
    }

    /// Accepts nothing any more; what was accepted is still taken.
    void stop() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_all();
        stopped_.notify_all();
    }
    [[nodiscard]] bool is_stopping() const {
        const std::lock_guard lock(mutex_);
        return stopping_;
    }
    /// Sleeps until `time` or until the queue is stopped, whichever comes first.
    void sleep_until(Time time) {
        std::unique_lock lock(mutex_);
        stopped_.wait_until(lock, time, [this] { return stopping_; });
    }

  private:
    /// Whoever was answered with the last batch often sends again at once. Begun without them, every second
    /// batch would be of the few who came meanwhile, at the cost of a whole one.
    void gather(std::unique_lock<std::mutex>& lock) {
        if (last_count_ < limits_.gather_from || queue_.size() >= last_count_) return;
        wanted_ = last_count_;
        (void)wake_.wait_for(lock, limits_.gather_time,
                             [this] { return stopping_ || queue_.size() >= wanted_; });
        wanted_ = 0;
    }

    Member pop() {
        auto member = std::move(queue_.front());
        queue_.pop_front();
        queue_bytes_ -= member.bytes;
        return member;
    }

    const WriteLimits limits_;
    mutable std::mutex mutex_;  // guards what follows; held for a push or a pop, never over a statement
    std::deque<Member> queue_;
    std::size_t queue_bytes_ = 0;
    bool stopping_ = false;
    std::size_t last_count_ = 0;  // of the last batch
    std::size_t wanted_ = 0;      // by whom `take` waits for; fewer need not wake it
    std::condition_variable wake_, stopped_;
};

}  // namespace chatter::store
