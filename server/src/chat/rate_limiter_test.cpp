#include "chat/rate_limiter.hpp"

#include <gtest/gtest.h>

namespace chatter::chat {
namespace {

TEST(RateLimiter, counts_an_ipv6_address_with_its_64_bits_of_network) {
    EXPECT_EQ(rate_name_of_address("192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(rate_name_of_address("::ffff:192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(rate_name_of_address("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
    EXPECT_EQ(rate_name_of_address("2001:db8:1:2::9"), "2001:db8:1:2::");
    EXPECT_NE(rate_name_of_address("2001:db8:1:3::9"), rate_name_of_address("2001:db8:1:2::9"));
    EXPECT_EQ(rate_name_of_address("fe80::1%eth0"), "fe80::");
    EXPECT_EQ(rate_name_of_address("nonsense"), "nonsense");
}

TEST(RateLimiter, has_a_name_for_each_class_that_has_a_limit) {
    const RateLimits limits;
    for (int i = 1; i <= static_cast<int>(RateClass::signals); ++i) {
        EXPECT_FALSE(name_of(static_cast<RateClass>(i)).empty());
        EXPECT_GT(limits.of(static_cast<RateClass>(i)).quantity, 0U);
    }
    EXPECT_EQ(limits.of(RateClass::unlimited).quantity, 0U);
}

}  // namespace
}  // namespace chatter::chat
