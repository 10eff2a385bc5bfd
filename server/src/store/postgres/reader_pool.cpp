#include "store/postgres/reader_pool.hpp"

#include <pthread.h>

#include <algorithm>

#include "base/give_way.hpp"

namespace chatter::store::postgres {

namespace {

const char* const no_answer = "The database cannot be used right now.";

}  // namespace

ReaderPool::ReaderPool(const std::string& name, Connector& connector, ReaderLimits limits)
    : connector_(connector),
      limits_(limits),
      waiting_gauge_("chatter_pool_waiting", "Jobs that wait for a thread of a pool.", {{"pool", name}}),
      busy_gauge_("chatter_pool_busy", "Threads of a pool that work now.", {{"pool", name}}),
      connections_gauge_("chatter_pool_connections", "Connections to the database that a pool has open.",
                         {{"pool", name}}) {
    for (std::size_t i = 0; i < std::max<std::size_t>(1, limits_.readers); ++i)
        readers_.push_back(std::make_unique<Reader>());
    for (std::size_t i = 0; i < readers_.size(); ++i) {
        auto& reader = *readers_[i];
        const auto thread_name = (name + "-" + std::to_string(i)).substr(0, 15);  // the kernel's limit
        reader.thread = std::thread([this, &reader, thread_name] { run_thread(reader, thread_name); });
    }
}

ReaderPool::~ReaderPool() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    for (auto& reader : readers_) reader->wake.notify_one();
    for (auto& reader : readers_) {
        reader->thread.join();
        disconnect(*reader);
    }
}

void ReaderPool::accept(std::size_t bytes, Time since, std::unique_ptr<ReadJob> job) {
    std::unique_lock lock(mutex_);
    // A read larger than the whole bound may still come alone.
    const bool fits = queue_.empty() || (queue_.size() < limits_.queue_count_max &&
                                         queue_bytes_ + bytes <= limits_.queue_bytes_max);
    if (!fits || stopping_) {
        lock.unlock();
        job->refuse(Error(chatter::Errc::busy, "Too much is waiting. Try again in a moment."));
        return;
    }
    queue_bytes_ += bytes;
    queue_.push_back({.bytes = bytes, .deadline = since + limits_.deadline, .job = std::move(job)});
    waiting_gauge_.add();
    call_idle();
}

void ReaderPool::call_idle() {
    if (idle_.empty()) return;
    auto& reader = *idle_.back();
    idle_.pop_back();
    reader.called = true;
    reader.wake.notify_one();
}

void ReaderPool::run_thread(Reader& self, const std::string& name) {
    pthread_setname_np(pthread_self(), name.c_str());
    if (limits_.gives_way) give_way_to_others();
    std::unique_lock lock(mutex_);
    while (true) {
        refuse_expired(lock);
        if (queue_.empty()) {
            if (stopping_) return;
            wait_for_call(self, lock);
            continue;
        }
        auto next = pop();
        lock.unlock();
        busy_gauge_.add();
        auto unserved = serve(self, std::move(next));
        busy_gauge_.subtract();
        lock.lock();
        if (unserved) put_off(self, std::move(*unserved), lock);
    }
}

void ReaderPool::wait_for_call(Reader& self, std::unique_lock<std::mutex>& lock) {
    self.called = false;
    idle_.push_back(&self);
    self.wake.wait(lock, [&] { return self.called || stopping_; });
    if (!self.called) std::erase(idle_, &self);
}

void ReaderPool::put_off(Reader& self, Waiting waiting, std::unique_lock<std::mutex>& lock) {
    if (stopping_) {
        lock.unlock();
        waiting.job->refuse(Error(chatter::Errc::unavailable, no_answer));
        lock.lock();
        return;
    }
    const auto until = std::min(connector_.next_attempt(), waiting.deadline);
    queue_bytes_ += waiting.bytes;
    queue_.push_front(std::move(waiting));
    waiting_gauge_.add();
    call_idle();
    self.wake.wait_until(lock, until, [this] { return stopping_; });
}

void ReaderPool::refuse_expired(std::unique_lock<std::mutex>& lock) {
    const auto now = std::chrono::steady_clock::now();
    std::vector<Waiting> expired;
    while (!queue_.empty() && queue_.front().deadline <= now) expired.push_back(pop());
    if (expired.empty()) return;
    lock.unlock();
    for (auto& waiting : expired) waiting.job->refuse(Error(chatter::Errc::unavailable, no_answer));
    expired.clear();
    lock.lock();
}

ReaderPool::Waiting ReaderPool::pop() {
    auto waiting = std::move(queue_.front());
    queue_.pop_front();
    queue_bytes_ -= waiting.bytes;
    waiting_gauge_.subtract();
    return waiting;
}

std::optional<ReaderPool::Waiting> ReaderPool::serve(Reader& self, Waiting waiting) {
    while (true) {
        if (!connect(self)) return waiting;
        waiting.job->run(*self.db);
        if (!self.db->is_lost() || ++waiting.losses > 1) break;
        if (std::chrono::steady_clock::now() >= waiting.deadline) break;
    }
    finish(*self.db, waiting);
    return std::nullopt;
}

bool ReaderPool::connect(Reader& self) {
    if (self.db && !self.db->is_lost() && !self.db->is_cut_off()) return true;
    disconnect(self);
    auto opened = connector_.connect();
    if (!opened) return false;
    self.db = std::move(*opened);
    connections_gauge_.add();
    if (limits_.answer_timeout) self.db->set_answer_timeout(*limits_.answer_timeout);
    if (limits_.statement_limit) self.db->limit_statements(*limits_.statement_limit);
    return true;
}

void ReaderPool::disconnect(Reader& self) {
    if (!self.db) return;
    self.db.reset();
    connections_gauge_.subtract();
}

void ReaderPool::finish(Connection& db, Waiting& waiting) {
    if (db.is_lost()) {
        waiting.job->refuse(Error(chatter::Errc::unavailable, no_answer));
        return;
    }
    if (const auto failure = db.take_failure())
        waiting.job->refuse(*failure);
    else
        waiting.job->answer();
    if (!db.in_transaction()) return;
    run(db, sql::rollback);
    (void)db.forget_failure();
}

}  // namespace chatter::store::postgres
