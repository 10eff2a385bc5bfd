#include "socketio/in_order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

namespace chatter::socketio {
namespace {

TEST(InOrder, takes_each_item_once_and_in_its_turn_in_whatever_order_they_come) {
    std::vector<std::uint64_t> arrivals{1, 2, 3, 4, 5};
    do {
        InOrder<std::string> in_order;
        std::string taken;
        for (const auto number : arrivals)
            in_order.arrive(number, std::to_string(number), [&](std::uint64_t turn, const std::string& item) {
                EXPECT_EQ(std::to_string(turn), item);
                taken += item;
            });
        EXPECT_EQ(taken, "12345");
    } while (std::ranges::next_permutation(arrivals).found);
}

TEST(InOrder, goes_on_behind_an_item_that_could_not_be_taken) {
    InOrder<int> in_order;
    std::string taken;
    const auto take = [&](std::uint64_t, int item) {
        if (item == 2) throw std::runtime_error("no");
        taken += std::to_string(item);
    };
    in_order.arrive(3, 3, take);
    in_order.arrive(1, 1, take);
    EXPECT_THROW(in_order.arrive(2, 2, take), std::runtime_error);
    in_order.arrive(4, 4, take);
    EXPECT_EQ(taken, "134");
}

}  // namespace
}  // namespace chatter::socketio
