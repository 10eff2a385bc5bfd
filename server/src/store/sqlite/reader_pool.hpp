#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <type_traits>
#include <vector>

#include "base/blocking_pool.hpp"
#include "store/sqlite/connection.hpp"

namespace chatter::store::sqlite {

/// Threads that read, each with a connection of its own. Threads: `read` and `start` from any.
class ReaderPool {
  public:
    ReaderPool(std::string name, std::vector<std::unique_ptr<Connection>> connections, std::size_t queue_max)
        : idle_(std::move(connections)), pool_(std::move(name), idle_.size(), queue_max) {}

    /// Runs `work(db)`, which returns a Result, on one snapshot of the database.
    /// Errors: what `work` returns, base Errc::busy, base Errc::unavailable.
    template <class Work, class R = std::invoke_result_t<Work&, Connection&>>
    Task<R> read(Work work) {
        return pool_.run([this, work = std::move(work)]() mutable -> R { return read_now<R>(work); });
    }

    /// The same, handing the result to `done`, on any thread.
    template <class Work, class R = std::invoke_result_t<Work&, Connection&>>
    void start(Work work, Completion<R> done) {
        pool_.start([this, work = std::move(work)]() mutable -> R { return read_now<R>(work); },
                    std::move(done));
    }

  private:
    template <class R, class Work>
    R read_now(Work& work) {
        auto db = take_idle();
        run(*db, sql::begin_read);
        R result = work(*db);
        run(*db, sql::commit);
        if (auto failure = db->take_failure()) {
            if (db->in_transaction()) run(*db, sql::rollback);
            (void)db->take_failure();
            result = std::unexpected(std::move(*failure));
        }
        give_back(std::move(db));
        return result;
    }

    /// There is one for each thread of the pool, so there is one for the thread that asks.
    std::unique_ptr<Connection> take_idle() {
        const std::lock_guard lock(mutex_);
        auto db = std::move(idle_.back());
        idle_.pop_back();
        return db;
    }
    void give_back(std::unique_ptr<Connection> db) {
        const std::lock_guard lock(mutex_);
        idle_.push_back(std::move(db));
    }

    std::mutex mutex_;  // guards `idle_`, for a push or a pop
    std::vector<std::unique_ptr<Connection>> idle_;
    BlockingPool pool_;
};

}  // namespace chatter::store::sqlite
