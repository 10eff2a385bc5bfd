#include "histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace chatter::bench {

// Below 2^sub_bits a bucket is one nanosecond. From there on, bucket (octave, sub) begins at
// (2^sub_bits + sub) << (octave - 1).

std::size_t Histogram::bucket_of(std::uint64_t ns) noexcept {
    const auto width = static_cast<unsigned>(std::bit_width(ns));
    if (width <= sub_bits) return ns;
    const auto shift = width - sub_bits - 1;
    return (static_cast<std::size_t>(shift) << sub_bits) + (ns >> shift);
}

std::uint64_t Histogram::end_of(std::size_t bucket) noexcept {
    const auto octave = bucket >> sub_bits;
    if (octave <= 1) return bucket;
    const auto shift = octave - 1;
    const auto begin = ((std::uint64_t{1} << sub_bits) + (bucket & ((1U << sub_bits) - 1))) << shift;
    return begin + (std::uint64_t{1} << shift) - 1;
}

void Histogram::record(std::uint64_t ns) noexcept {
    ++buckets_[bucket_of(ns)];
    ++count_;
    max_ns_ = std::max(max_ns_, ns);
}

std::uint64_t Histogram::percentile_ns(double share) const noexcept {
    if (count_ == 0) return 0;
    const auto rank = std::max<std::uint64_t>(
        1, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_))));
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket) {
        seen += buckets_[bucket];
        if (seen >= rank) return std::min(end_of(bucket), max_ns_);
    }
    return max_ns_;
}

}  // namespace chatter::bench
