#include "store/postgres/connector.hpp"

#include <algorithm>
#include <random>

#include "base/log.hpp"
#include "store/errc.hpp"

namespace chatter::store::postgres {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds first_wait = 100ms;
constexpr std::chrono::milliseconds longest_wait = 5s;

/// From a half to the whole of what the backoff has come to, so that many servers do not come back together.
std::chrono::milliseconds wait_after(int failures) {
    const auto whole = std::min(longest_wait, first_wait * (1 << std::min(failures - 1, 10)));
    thread_local std::minstd_rand random{std::random_device{}()};
    std::uniform_int_distribution<std::int64_t> part(whole.count() / 2, whole.count());
    return std::chrono::milliseconds(part(random));
}

}  // namespace

Result<std::unique_ptr<Connection>> Connector::connect() {
    {
        const std::lock_guard lock(mutex_);
        if (std::chrono::steady_clock::now() < next_attempt_) return fail(Errc::cannot_open, reason_);
    }
    auto opened = Connection::open(options_);
    if (opened)
        note_success();
    else
        note_failure(opened.error());
    return opened;
}

Connector::TimePoint Connector::next_attempt() const {
    const std::lock_guard lock(mutex_);
    return next_attempt_;
}

void Connector::note_success() {
    const std::lock_guard lock(mutex_);
    if (!reason_.empty()) log::info("The database answers again.");
    reason_.clear();
    failures_ = 0;
    next_attempt_ = {};
    away_ = false;
}

void Connector::note_failure(const Error& error) {
    const std::lock_guard lock(mutex_);
    if (reason_ != error.detail)
        log::error("The database cannot be used. Trying again until it can.", {{"reason", error.detail}});
    reason_ = error.detail;
    next_attempt_ = std::chrono::steady_clock::now() + wait_after(++failures_);
    away_ = true;
}

}  // namespace chatter::store::postgres
