#pragma once

#include <cstdint>
#include <ctime>

namespace chatter::bench {

constexpr std::uint64_t ns_per_ms = 1'000'000;
constexpr std::uint64_t ns_per_s = 1'000'000'000;

/// Monotonic time in nanoseconds.
[[nodiscard]] inline std::uint64_t now_ns() noexcept {
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<std::uint64_t>(time.tv_sec) * ns_per_s + static_cast<std::uint64_t>(time.tv_nsec);
}

}  // namespace chatter::bench
