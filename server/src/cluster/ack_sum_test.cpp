#include "cluster/ack_sum.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace chatter::cluster {
namespace {

struct Collected final : socketio::ReplyCollector {
    void on_client_count(std::size_t count) override { counts.push_back(count); }
    void on_reply(socketio::Reply) override { ++replies; }

    std::vector<std::size_t> counts;
    int replies = 0;
};

TEST(AckSum, tells_the_sum_once_when_all_servers_have_said_how_many_they_asked) {
    const auto whole = std::make_shared<Collected>();
    AckSum sum(whole);
    sum.on_client_count(2);
    sum.expect(3);
    sum.on_client_count(0);
    EXPECT_TRUE(whole->counts.empty());
    sum.on_client_count(5);
    sum.on_client_count(1);
    EXPECT_EQ(whole->counts, std::vector<std::size_t>{7});
}

TEST(AckSum, lets_replies_through_and_waits_for_how_many_servers_there_are) {
    const auto whole = std::make_shared<Collected>();
    AckSum sum(whole);
    sum.on_reply({});
    sum.on_client_count(4);
    EXPECT_EQ(whole->replies, 1);
    EXPECT_TRUE(whole->counts.empty());
    sum.expect(1);
    EXPECT_EQ(whole->counts, std::vector<std::size_t>{4});
}

}  // namespace
}  // namespace chatter::cluster
