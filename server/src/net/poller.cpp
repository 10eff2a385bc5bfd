#include "net/poller.hpp"

#include <sys/epoll.h>

#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>
#include <cerrno>

namespace chatter::net {

namespace {

constexpr int events_per_turn = 512;

epoll_event make_event(std::uint32_t events, Poller::Slot slot) noexcept {
    epoll_event event{};
    event.events = events;
    event.data.u32 = slot;
    return event;
}

}  // namespace

Poller::Poller(WorkerExecutor executor)
    : descriptor_(executor), events_(std::make_unique<epoll_event[]>(events_per_turn)) {
    const int fd = ::epoll_create1(EPOLL_CLOEXEC);
    if (fd < 0) throw boost::system::system_error(errno, boost::system::system_category(), "epoll_create1");
    descriptor_.assign(fd);
}

Poller::~Poller() = default;

std::optional<Poller::Slot> Poller::add(int fd, std::uint32_t events, std::shared_ptr<Pollable> owner) {
    if (free_slots_.empty()) {
        free_slots_.push_back(static_cast<Slot>(slots_.size()));
        slots_.emplace_back();
    }
    const auto slot = free_slots_.back();
    auto event = make_event(events, slot);
    if (::epoll_ctl(descriptor_.native_handle(), EPOLL_CTL_ADD, fd, &event) != 0) return std::nullopt;
    free_slots_.pop_back();
    slots_[slot] = std::move(owner);
    if (!waiting_) wait();
    return slot;
}

void Poller::change(int fd, std::uint32_t events, Slot slot) noexcept {
    auto event = make_event(events, slot);
    ::epoll_ctl(descriptor_.native_handle(), EPOLL_CTL_MOD, fd, &event);
}

void Poller::remove(int fd, Slot slot) {
    epoll_event unused{};
    ::epoll_ctl(descriptor_.native_handle(), EPOLL_CTL_DEL, fd, &unused);
    free_slots_.push_back(slot);
    asio::post(descriptor_.get_executor(), [owner = std::move(slots_[slot])] {});
}

void Poller::wait() {
    waiting_ = true;
    descriptor_.async_wait(asio::posix::descriptor_base::wait_read,
                           [this](const boost::system::error_code& error) {
                               if (error) return;
                               const std::unique_ptr<Poller, void (*)(Poller*)> wait_again(
                                   this, [](Poller* self) { self->wait(); });  // even after an exception
                               dispatch();
                           });
}

void Poller::dispatch() {
    const int count = ::epoll_wait(descriptor_.native_handle(), events_.get(), events_per_turn, 0);
    for (int i = 0; i < count; ++i) {
        const auto& event = events_[static_cast<std::size_t>(i)];
        // An owner that was told earlier in this turn may have ended this one.
        if (auto* const owner = slots_[event.data.u32].get()) owner->on_ready(event.events);
    }
}

}  // namespace chatter::net
