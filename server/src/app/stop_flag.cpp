#include "app/stop_flag.hpp"

#include <csignal>

namespace chatter::app {

namespace {

std::atomic<bool> stop = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler sets it");

}  // namespace

const std::atomic<bool>& stop_flag() {
    struct sigaction action{};
    action.sa_handler = [](int) { stop.store(true, std::memory_order_relaxed); };
    action.sa_flags = SA_RESTART;
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(number, &action, nullptr);
    for (const int number : {SIGPIPE, SIGXFSZ}) std::signal(number, SIG_IGN);
    return stop;
}

}  // namespace chatter::app
