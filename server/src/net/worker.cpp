#include "net/worker.hpp"

#include <pthread.h>

#include <boost/asio/post.hpp>
#include <future>
#include <utility>

#include "base/log.hpp"
#include "base/post_together.hpp"

namespace chatter::net {

Worker::Worker(std::size_t index)
    : index_(index),
      work_(asio::make_work_guard(loop_)),
      timers_(loop_.get_executor()),
      poller_(loop_.get_executor()),
      read_buffer_(std::make_unique<std::array<char, 65536>>()) {}

void Worker::post(std::move_only_function<void()> job) { post_to(loop_.get_executor(), std::move(job)); }

void Worker::flush_at_end_of_turn(std::shared_ptr<Flushable> target) {
    flush_at_end_of_turn(*target);
    kept_for_flush_.push_back(std::move(target));
}

void Worker::flush_at_end_of_turn(Flushable& target) {
    if (to_flush_.empty()) asio::post(loop_, [this] { flush_all(); });
    to_flush_.push_back(&target);
}

void Worker::flush_all() {
    auto targets = std::exchange(to_flush_, {});
    const auto kept = std::exchange(kept_for_flush_, {});
    for (auto* const target : targets) target->flush();
    if (to_flush_.empty()) {  // the vector's room is used again
        targets.clear();
        to_flush_ = std::move(targets);
    }
}

void Worker::run() {
    pthread_setname_np(pthread_self(), ("worker-" + std::to_string(index_)).c_str());
    while (true) {
        try {
            loop_.run();
            return;
        } catch (const std::exception& exception) {
            // One connection's accident is not everybody's: the loop goes on.
            log::error("A handler failed", {{"cause", exception.what()}});
        }
    }
}

void Worker::stop() {
    work_.reset();
    loop_.stop();
}

WorkerGroup::WorkerGroup(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) workers_.push_back(std::make_unique<Worker>(i));
}

WorkerGroup::~WorkerGroup() { stop(); }

void WorkerGroup::start() {
    for (auto& worker : workers_) threads_.emplace_back([&worker] { worker->run(); });
}

void WorkerGroup::settle() {
    for (auto& worker : workers_) {
        auto done = std::make_shared<std::promise<void>>();
        // Two hops: the first one may overtake what the worker has just posted to itself.
        worker->post([&worker = *worker, done] { worker.post([done] { done->set_value(); }); });
        done->get_future().wait_for(std::chrono::seconds(1));
    }
}

void WorkerGroup::stop() {
    for (auto& worker : workers_) worker->stop();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
}

}  // namespace chatter::net
