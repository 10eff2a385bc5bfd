#include "base/metrics.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace chatter::metrics {
namespace {

bool shows(std::string_view line) { return ("\n" + text()).contains("\n" + std::string(line) + "\n"); }

TEST(Metrics, a_counter_is_the_sum_of_what_all_threads_counted_ended_ones_too) {
    const Counter counter("test_total", "What the tests count.");
    counter.add();
    for (int i = 0; i < 3; ++i) std::thread([&counter] { counter.add(10); }).join();
    std::thread living([&counter] { counter.add(100); });
    living.join();
    EXPECT_TRUE(shows("test_total 131"));
    EXPECT_TRUE(shows("# TYPE test_total counter"));
    EXPECT_TRUE(shows("# HELP test_total What the tests count."));
}

TEST(Metrics, a_gauge_may_rise_on_one_thread_and_fall_on_another) {
    const Gauge gauge("test_gauge", "How much.");
    gauge.add(5);
    std::thread([&gauge] { gauge.subtract(3); }).join();
    EXPECT_TRUE(shows("test_gauge 2"));
}

TEST(Metrics, the_same_name_and_labels_are_one_metric_and_other_labels_another) {
    const Counter one("test_labelled", "Of kinds.", {{"kind", "a"}, {"of", "x\"y"}});
    const Counter same("test_labelled", "Of kinds.", {{"kind", "a"}, {"of", "x\"y"}});
    const Counter other("test_labelled", "Of kinds.", {{"kind", "b"}, {"of", ""}});
    one.add();
    same.add();
    other.add(7);
    EXPECT_TRUE(shows(R"(test_labelled{kind="a",of="x\"y"} 2)"));
    EXPECT_TRUE(shows(R"(test_labelled{kind="b",of=""} 7)"));
}

TEST(Metrics, a_histogram_counts_each_value_at_its_bound_and_all_above) {
    static constexpr std::array<std::int64_t, 2> bounds{1000, 5000};
    const Histogram histogram("test_seconds", "How long.", microseconds, bounds, {{"of", "it"}});
    for (const auto value : {1000, 1001, 9000}) histogram.observe(value);
    histogram.observe(std::chrono::milliseconds(4));
    EXPECT_TRUE(shows(R"(test_seconds_bucket{of="it",le="0.001"} 1)"));
    EXPECT_TRUE(shows(R"(test_seconds_bucket{of="it",le="0.005"} 3)"));
    EXPECT_TRUE(shows(R"(test_seconds_bucket{of="it",le="+Inf"} 4)"));
    EXPECT_TRUE(shows(R"(test_seconds_sum{of="it"} 0.015001)"));
    EXPECT_TRUE(shows(R"(test_seconds_count{of="it"} 4)"));
}

TEST(Metrics, a_reading_is_asked_for_as_long_as_it_lives) {
    {
        const Reading reading("test_reading", "Now.", {}, [] { return 1.5; });
        EXPECT_TRUE(shows("test_reading 1.5"));
    }
    EXPECT_FALSE(text().contains("test_reading"));
}

}  // namespace
}  // namespace chatter::metrics
