#include "base/log_writer.hpp"

#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <utility>

namespace chatter::log {

namespace {

using namespace std::chrono_literals;

constexpr auto gathering_time = 100ms;
constexpr std::size_t gathered_bytes_max = std::size_t{64} * 1024;
constexpr auto farewell_ms = 1000;
constexpr std::size_t piece_bytes = 4096;  // what a pipe or socket that is ready takes without waiting

}  // namespace

Writer::Writer(int descriptor, std::size_t pending_bytes_max,
               std::function<std::string(std::uint64_t)> tell_lost)
    : descriptor_(descriptor),
      pending_bytes_max_(pending_bytes_max),
      tell_lost_(std::move(tell_lost)),
      thread_([this] { run(); }) {}

Writer::~Writer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

bool Writer::write(std::string line, bool urgent) {
    line += '\n';
    const std::lock_guard lock(mutex_);
    if (pending_.size() + line.size() > pending_bytes_max_) {
        ++lost_;
        return false;
    }
    const bool first = pending_.empty();
    pending_ += line;
    const bool was_urgent = std::exchange(urgent_, urgent_ || urgent || pending_.size() > gathered_bytes_max);
    if (first || (urgent_ && !was_urgent)) wake_.notify_one();
    return true;
}

void Writer::run() {
    pthread_setname_np(pthread_self(), "log");
    std::string taken;
    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [this] { return has_work(); });
        wake_.wait_for(lock, gathering_time, [this] { return stopping_ || urgent_; });
        taken.clear();
        taken.swap(pending_);
        urgent_ = false;
        const auto lost = std::exchange(lost_, 0);
        const bool last = stopping_;
        lock.unlock();
        if (lost > 0) taken += tell_lost_(lost) + '\n';
        const bool written = write_out(taken);
        lock.lock();
        if (last && (pending_.empty() || !written)) return;
    }
}

/// False when it is given up: at the end, when nobody takes it.
bool Writer::write_out(std::string_view bytes) const noexcept {
    while (!bytes.empty()) {
        pollfd ready{.fd = descriptor_, .events = POLLOUT, .revents = 0};
        if (::poll(&ready, 1, farewell_ms) == 0) {
            if (stopping_) return false;
            continue;
        }
        const auto written = ::write(descriptor_, bytes.data(), std::min(bytes.size(), piece_bytes));
        if (written < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (written < 0) return false;  // nobody reads it any more, and there is nobody to tell
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

void Writer::write_at_once() noexcept {
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock) return;
    std::string_view rest = pending_;
    while (!rest.empty()) {
        pollfd ready{.fd = descriptor_, .events = POLLOUT, .revents = 0};
        if (::poll(&ready, 1, 0) != 1) return;
        const auto written = ::write(descriptor_, rest.data(), std::min(rest.size(), piece_bytes));
        if (written <= 0) return;
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    pending_.clear();
}

}  // namespace chatter::log
