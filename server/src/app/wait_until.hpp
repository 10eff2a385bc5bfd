#pragma once

#include <chrono>
#include <thread>

namespace chatter::app {

/// Blocks until `condition` holds, for at most `at_most`.
template <class Condition>
void wait_until(Condition condition, std::chrono::milliseconds at_most) {
    const auto deadline = std::chrono::steady_clock::now() + at_most;
    while (!condition() && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

}  // namespace chatter::app
