#include "base/blocking_pool.hpp"

#include <pthread.h>

namespace chatter {

BlockingPool::BlockingPool(std::string name, std::size_t threads, std::size_t queue_max)
    : name_(std::move(name)),
      queue_max_(queue_max),
      waiting_("chatter_pool_waiting", "Jobs that wait for a thread of a pool.", {{"pool", name_}}),
      busy_("chatter_pool_busy", "Threads of a pool that work now.", {{"pool", name_}}) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this, i] { run_thread(i); });
}

BlockingPool::~BlockingPool() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    for (auto& thread : threads_) thread.join();
}

bool BlockingPool::try_post(std::move_only_function<void()> job) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || queue_.size() >= queue_max_) return false;
        queue_.push_back(std::move(job));
        waiting_.add();
    }
    wake_.notify_one();
    return true;
}

void BlockingPool::run_thread(std::size_t index) {
    const auto thread_name = (name_ + "-" + std::to_string(index)).substr(0, 15);  // the kernel's limit
    pthread_setname_np(pthread_self(), thread_name.c_str());
    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        if (queue_.empty()) return;
        auto job = std::move(queue_.front());
        queue_.pop_front();
        waiting_.subtract();
        lock.unlock();
        busy_.add();
        job();
        job = nullptr;  // what it holds is released before the lock is taken again
        busy_.subtract();
        lock.lock();
    }
}

}  // namespace chatter
