#include "base/trace.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>

namespace chatter {
namespace {

const std::string traced_id = "4bf92f3577b34da6a3ce929d0e0e4736";
const std::string sound_parent = "00-" + traced_id + "-00f067aa0ba902b7-01";

class Zeros final : public Random {
  public:
    void fill(std::span<std::uint8_t> bytes) override { std::ranges::fill(bytes, std::uint8_t{0}); }
};

class TraceTest : public ::testing::Test {
  protected:
    Trace trace_of(std::string_view traceparent, std::string_view tracestate = {}) {
        return continue_trace(traceparent, tracestate, zeros_);
    }

  private:
    Zeros zeros_;
};

TEST_F(TraceTest, goes_on_in_the_trace_with_a_span_of_its_own) {
    const auto trace = trace_of(sound_parent, "vendor=1,other=a:b");
    EXPECT_EQ(trace.id, traced_id);
    EXPECT_EQ(trace.span_id, "0100000000000000") << "never zero";
    EXPECT_EQ(trace.traceparent(), "00-" + traced_id + "-0100000000000000-01");
    EXPECT_EQ(trace.state, "vendor=1,other=a:b");
}

TEST_F(TraceTest, takes_a_sound_traceparent_only) {
    for (const auto& bad :
         {std::string(), sound_parent + "-more", "ff" + sound_parent.substr(2), "0g" + sound_parent.substr(2),
          sound_parent.substr(1), "00-" + std::string(32, '0') + "-00f067aa0ba902b7-01",
          "00-" + traced_id + "-0000000000000000-01",
          std::string("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"),
          "00-" + traced_id + " 00f067aa0ba902b7-01", "00-" + traced_id + "-00f067aa0ba902b7-0\r"})
        EXPECT_FALSE(trace_of(bad, "vendor=1").is_there()) << bad;
}

TEST_F(TraceTest, reads_of_a_later_version_what_it_knows) {
    const auto trace = trace_of("cc-" + traced_id + "-00f067aa0ba902b7-ff-more");
    EXPECT_EQ(trace.traceparent(), "00-" + traced_id + "-0100000000000000-03");
}

TEST_F(TraceTest, leaves_out_a_state_that_would_not_arrive_as_it_came) {
    for (const auto& bad : {std::string("vendor=1, other=2"), std::string("vendor=\r\nX: y"),
                            std::string(513, 'x'), std::string("vendor=\xC3\xA9")}) {
        const auto trace = trace_of(sound_parent, bad);
        EXPECT_TRUE(trace.is_there());
        EXPECT_EQ(trace.state, "") << bad;
    }
}

}  // namespace
}  // namespace chatter
