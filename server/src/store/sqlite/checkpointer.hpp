#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "store/sqlite/connection.hpp"

namespace chatter::store::sqlite {

/// Moves what the write-ahead log holds into the database file, on a thread and connection of its own, so
/// that no writer pays for it. A log that has grown past `pages_max` all the same is begun anew while the
/// writer waits, or it would grow for as long as writes never pause.
class Checkpointer {
  public:
    explicit Checkpointer(std::unique_ptr<Connection> db);
    ~Checkpointer();
    Checkpointer(const Checkpointer&) = delete;
    Checkpointer& operator=(const Checkpointer&) = delete;

    /// Tells how many pages the log holds after a commit. Never blocks on the disk. Threads: the writer's.
    void note_log_pages(int pages);
    /// Held by the writer over each transaction, and here while the log is begun anew: the writer would else
    /// wait for SQLite's lock, asleep for longer than it takes.
    [[nodiscard]] std::mutex& writing() noexcept { return writing_; }

  private:
    void run_thread();
    void checkpoint();

    const std::unique_ptr<Connection> db_;
    std::mutex writing_;
    int pages_at_last_checkpoint_ = 0;  // the writer's thread only
    std::mutex mutex_;                  // guards the two below: a flag is all that the threads share
    bool wanted_ = false;
    bool stopping_ = false;
    std::condition_variable wake_;
    std::thread thread_;
};

}  // namespace chatter::store::sqlite
