#pragma once

#include <atomic>
#include <cstdint>

#include "base/random.hpp"
#include "base/time.hpp"

namespace chatter::chat::testing {

/// A clock that stands still until it is turned. Threads: any.
class ManualClock final : public Clock {
  public:
    [[nodiscard]] Time now() const override { return now_; }
    void advance(std::chrono::milliseconds by) { now_ = now_.load() + by; }

  private:
    std::atomic<Time> now_{Time(std::chrono::seconds(1'780'000'000))};
};

/// Bytes that differ at every call and are the same in every run. Threads: any.
class CountingRandom final : public Random {
  public:
    void fill(std::span<std::uint8_t> bytes) override {
        std::uint64_t state = ++calls_;
        for (auto& byte : bytes) {
            state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
            byte = static_cast<std::uint8_t>(state >> 56);
        }
    }

  private:
    std::atomic<std::uint64_t> calls_ = 0;
};

}  // namespace chatter::chat::testing
