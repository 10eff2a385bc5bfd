#pragma once

#include <algorithm>
#include <vector>

#include "clock.hpp"
#include "crowd.hpp"
#include "options.hpp"
#include "report.hpp"

namespace chatter::bench {

// Each mode runs to its end on the calling thread and adds its figures to the report, or why it failed.

void run_idle(const Options& options, std::vector<Person> people, Report& report);
/// Both `fanout` and `send`.
void run_traffic(const Options& options, std::vector<Person> people, Report& report);
void run_churn(const Options& options, std::vector<Person> people, Report& report);

[[nodiscard]] constexpr std::uint64_t to_ns(double seconds) noexcept {
    return static_cast<std::uint64_t>(seconds * static_cast<double>(ns_per_s));
}
[[nodiscard]] constexpr double to_s(std::uint64_t ns) noexcept {
    return static_cast<double>(ns) / static_cast<double>(ns_per_s);
}

/// Turns the crowd until `done()` holds; false when it does not within `seconds`.
template <class Done>
[[nodiscard]] bool turn_until(Crowd& crowd, double seconds, Done done) {
    const auto deadline = now_ns() + to_ns(seconds);
    while (!done()) {
        const auto now = now_ns();
        if (now >= deadline) return false;
        crowd.turn(std::min(deadline, now + 50 * ns_per_ms));
    }
    return true;
}

/// Turns the crowd for so long.
inline void turn_for(Crowd& crowd, double seconds) {
    (void)turn_until(crowd, seconds, [] { return false; });
}

}  // namespace chatter::bench
