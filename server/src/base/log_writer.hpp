// Lines on their way to a descriptor.
//
//   any thread ─► pending (bounded) ─► the writer's thread ─► write(2)
//
// Nobody but the writer's thread waits for the descriptor: a terminal that is stopped, or a pipe that nobody
// reads, holds up no worker. What finds no room is dropped and counted, and the count is told once there is
// room again.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace chatter::log {

/// Threads: any.
class Writer {
  public:
    /// `tell_lost` makes the line that tells of lost ones; it is called on the writer's thread.
    Writer(int descriptor, std::size_t pending_bytes_max,
           std::function<std::string(std::uint64_t)> tell_lost);
    /// Writes what is pending, as long as somebody takes it within a second.
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// `line` without its end. What is not `urgent` may wait a tenth of a second for others. False when there
    /// was no room for it.
    bool write(std::string line, bool urgent);
    /// For the last moment of a process: writes what is pending from the calling thread, whatever the others
    /// are doing. Gives up where that would mean to wait. For a signal handler.
    void write_at_once() noexcept;

  private:
    void run();
    [[nodiscard]] bool write_out(std::string_view bytes) const noexcept;
    [[nodiscard]] bool has_work() const { return stopping_ || !pending_.empty(); }

    const int descriptor_;
    const std::size_t pending_bytes_max_;
    const std::function<std::string(std::uint64_t)> tell_lost_;
    std::mutex mutex_;  // guards the three below; held during a write in the last moment only
    std::string pending_;
    std::uint64_t lost_ = 0;
    bool urgent_ = false;
    std::atomic<bool> stopping_ = false;
    std::condition_variable wake_;
    std::jthread thread_;
};

}  // namespace chatter::log
