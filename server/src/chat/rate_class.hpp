#pragma once

#include <cstdint>
#include <string_view>

#include "base/rate_limit.hpp"

namespace chatter::chat {

/// What counts together against one limit. Each request's and event's stands beside its handler
/// (http/routes.cpp, realtime/events.cpp).
enum class RateClass : std::uint8_t {
    unlimited,
    sign_in,
    registration,
    sending,  // messages, and what is done to them
    changes,  // of rooms, people, settings
    upload,
    search,
    reads,
    signals,  // typing, presence, read markers, drafts: much of little
};

/// How often one person may do what. From one address `people_per_address` times as much may come, as many
/// people may share one; what nobody is signed in for counts by address alone.
struct RateLimits {
    bool on = true;
    std::uint32_t people_per_address = 10;

    RateLimit sign_in{.quantity = 300, .window = std::chrono::seconds(300)};
    RateLimit registration{.quantity = 300, .window = std::chrono::seconds(3600)};
    RateLimit sending{.quantity = 600, .window = std::chrono::seconds(60)};
    RateLimit changes{.quantity = 600, .window = std::chrono::seconds(60)};
    RateLimit upload{.quantity = 60, .window = std::chrono::seconds(60)};
    RateLimit search{.quantity = 120, .window = std::chrono::seconds(60)};
    RateLimit reads{.quantity = 3000, .window = std::chrono::seconds(60)};
    RateLimit signals{.quantity = 1200, .window = std::chrono::seconds(60)};
    /// Wrong passwords for one account, from one address and from everywhere.
    RateLimit guesses{.quantity = 10, .window = std::chrono::seconds(300)};
    RateLimit guesses_anywhere{.quantity = 100, .window = std::chrono::seconds(3600)};

    [[nodiscard]] RateLimit of(RateClass rate_class) const noexcept;
};

/// As the header RateLimit-Policy has it: `sending`, `sign-in`.
[[nodiscard]] std::string_view name_of(RateClass rate_class) noexcept;

}  // namespace chatter::chat
