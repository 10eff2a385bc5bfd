// The generic cell rate algorithm (GCRA): a limit of `quantity` in `window`, of which the whole may come at
// once and which then refills steadily. All that is kept of a caller is one moment, until when what was taken
// is paid for:
//
//   now ──────────── paid_until ─────── now + window
//    └ what was taken ┘└ what is left ─┘      one take moves paid_until by window / quantity
#pragma once

#include <chrono>
#include <cstdint>

namespace chatter {

/// `quantity` 0 means no limit.
struct RateLimit {
    std::uint32_t quantity = 0;
    std::chrono::seconds window{60};

    bool operator==(const RateLimit&) const = default;
};

/// What became of one take.
struct RateState {
    bool allowed = true;
    std::uint32_t remaining = 0;               // could be taken now
    std::chrono::microseconds retry_after{0};  // until the next one; zero when there is one now
    std::chrono::microseconds reset_after{0};  // until the whole quantity is there again
};

}  // namespace chatter
