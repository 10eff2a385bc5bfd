#pragma once

#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/task.hpp"

struct epoll_event;

namespace chatter::net {

/// What wants to write once, after everything that this turn of the loop has to say.
class Flushable {
  public:
    virtual ~Flushable() = default;
    virtual void flush() = 0;
};

/// A descriptor's owner, told when there is something to read or room to write.
class Pollable : public Flushable {
  public:
    /// `events` are epoll's. A descriptor that stays ready is reported again in the next turn; one that is
    /// not may be reported too.
    virtual void on_ready(std::uint32_t events) = 0;
};

/// The readiness of a worker's lean connections: an epoll set of its own inside the loop's. Asio keeps a
/// quarter of a kilobyte for each descriptor and asks the kernel anew for each wait; here a descriptor costs
/// a slot and is asked for once. It owns what it watches. Worker thread only.
class Poller {
  public:
    using Slot = std::uint32_t;

    explicit Poller(WorkerExecutor executor);
    ~Poller();
    Poller(const Poller&) = delete;
    Poller& operator=(const Poller&) = delete;

    /// Watches `fd` for `events` and keeps `owner` until remove(). Nothing when the system has no room.
    [[nodiscard]] std::optional<Slot> add(int fd, std::uint32_t events, std::shared_ptr<Pollable> owner);
    void change(int fd, std::uint32_t events, Slot slot) noexcept;
    /// Lets the owner go once this turn is over, since it may be in the midst of a call.
    void remove(int fd, Slot slot);

  private:
    void wait();
    void dispatch();

    asio::posix::basic_stream_descriptor<WorkerExecutor> descriptor_;
    std::unique_ptr<epoll_event[]> events_;
    std::vector<std::shared_ptr<Pollable>> slots_;
    std::vector<Slot> free_slots_;
    bool waiting_ = false;
};

}  // namespace chatter::net
