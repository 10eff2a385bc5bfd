#pragma once

#include <array>
#include <cstdint>

namespace chatter::bench {

/// Counts durations in buckets that grow with them: 32 for each power of two, so that a percentile is at most
/// 3 % too high, whatever its size, and recording is a few instructions.
class Histogram {
  public:
    void record(std::uint64_t ns) noexcept;
    void clear() noexcept { *this = {}; }

    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
    [[nodiscard]] std::uint64_t max_ns() const noexcept { return max_ns_; }
    /// The upper end of the bucket below which `share` (0 to 1) of the durations are; 0 without any.
    [[nodiscard]] std::uint64_t percentile_ns(double share) const noexcept;

  private:
    static constexpr unsigned sub_bits = 5;
    static constexpr unsigned octaves = 64 - sub_bits;

    [[nodiscard]] static std::size_t bucket_of(std::uint64_t ns) noexcept;
    [[nodiscard]] static std::uint64_t end_of(std::size_t bucket) noexcept;

    std::array<std::uint64_t, (octaves + 1) << sub_bits> buckets_{};
    std::uint64_t count_ = 0;
    std::uint64_t max_ns_ = 0;
};

}  // namespace chatter::bench
