#include "histogram.hpp"

#include <gtest/gtest.h>

namespace chatter::bench {
namespace {

TEST(Histogram, tells_small_durations_exactly) {
    Histogram histogram;
    for (std::uint64_t ns = 1; ns <= 60; ++ns) histogram.record(ns);

    EXPECT_EQ(histogram.count(), 60U);
    EXPECT_EQ(histogram.percentile_ns(0.5), 30U);
    EXPECT_EQ(histogram.percentile_ns(1), 60U);
    EXPECT_EQ(histogram.max_ns(), 60U);
}

TEST(Histogram, is_at_most_a_thirtieth_too_high_for_any_duration) {
    for (std::uint64_t ns = 1; ns < std::uint64_t{1} << 62; ns += ns / 7 + 1) {
        Histogram histogram;
        histogram.record(ns);
        histogram.record(~std::uint64_t{0});
        const auto told = histogram.percentile_ns(0.5);
        ASSERT_GE(told, ns);
        ASSERT_LE(told - ns, ns / 30) << ns;
    }
}

TEST(Histogram, tells_the_largest_duration_exactly_and_nothing_when_empty) {
    Histogram histogram;
    EXPECT_EQ(histogram.percentile_ns(0.99), 0U);

    histogram.record(1'000'003);
    EXPECT_EQ(histogram.percentile_ns(0.99), 1'000'003U);
    histogram.clear();
    EXPECT_EQ(histogram.count(), 0U);
}

}  // namespace
}  // namespace chatter::bench
