#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/random.hpp"
#include "base/rate_limit.hpp"

namespace chatter {

/// The rate limits of very many callers in memory of a fixed size. A caller is a cell of eight bytes: a piece
/// of the keyed hash of its name, and the moment of GCRA. Eight cells make a bucket, one line of cache; where
/// all eight are in use, the one that owes least is forgotten, which forgives as little as can be. No lock: a
/// cell is changed by compare-and-swap. Two callers of one bucket share a cell once in a million; two threads
/// that first see one caller in the same instant may let it take one too many.
class GcraTable {
  public:
    using Clock = std::chrono::steady_clock;

    /// `cells` is rounded up to a power of two. `random` seeds the hash, so that nobody can choose names that
    /// meet.
    explicit GcraTable(Random& random, std::size_t cells = std::size_t{128} * 1024);

    /// Takes one for `name`, if there is one. Threads: any.
    RateState take(std::string_view name, RateLimit limit, Clock::time_point now);
    /// Undoes one take. Threads: any.
    void give_back(std::string_view name, RateLimit limit, Clock::time_point now);
    /// `name` owes nothing any more. Threads: any.
    void forget(std::string_view name);

  private:
    using Cell = std::atomic<std::uint64_t>;
    struct alignas(64) Bucket {
        std::array<Cell, 8> cells{};
    };
    struct Place {
        Bucket* bucket;
        std::uint64_t tag;
    };

    [[nodiscard]] Place place_of(std::string_view name) const;
    [[nodiscard]] std::uint64_t ticks_at(Clock::time_point now) const;

    const Clock::time_point start_ = Clock::now();
    std::array<unsigned char, 16> seed_{};
    const std::size_t bucket_count_;
    const std::unique_ptr<Bucket[]> buckets_;
};

}  // namespace chatter
