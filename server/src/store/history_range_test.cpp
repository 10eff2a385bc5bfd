#include "store/history_range.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace chatter::store {
namespace {

using chat::Seq;

constexpr auto lowest = std::numeric_limits<Seq>::min(), huge = std::numeric_limits<Seq>::max();

/// The seqs that a store finds in a room of 1 to `room_last` with `reach` alone.
SeqRange page_within(SeqRange reach, Seq room_last, std::size_t limit) {
    const auto last = std::min(reach.last, room_last);
    const auto first = std::max(reach.first, last - static_cast<Seq>(limit) + 1);
    return {.first = first, .last = std::max(last, first - 1)};
}

std::vector<chat::HistoryQuery> queries_near(Seq room_last, std::size_t limit) {
    std::vector<chat::HistoryQuery> queries{{.before = {}, .after = {}, .around = {}, .limit = limit}};
    std::vector<Seq> bounds{lowest, -1, 0, huge - 1, huge};
    for (Seq seq = 1; seq <= room_last + 3; ++seq) bounds.push_back(seq);
    for (const auto seq : bounds) {
        queries.push_back({.before = seq, .after = {}, .around = {}, .limit = limit});
        queries.push_back({.before = {}, .after = seq, .around = {}, .limit = limit});
        queries.push_back({.before = {}, .after = {}, .around = seq, .limit = limit});
    }
    return queries;
}

TEST(HistoryRange, reaches_the_same_page_without_knowing_the_rooms_last_seq) {
    for (const Seq room_last : {0, 1, 2, 7, 20})
        for (const std::size_t limit : {1, 2, 3, 5, 8, 200})
            for (const auto& query : queries_near(room_last, limit)) {
                const auto range = range_of(query, room_last);
                const auto reached = page_within(reach_of(query), room_last, limit);
                const auto size = range.last - range.first + 1;
                ASSERT_EQ(reached.last - reached.first + 1, size) << room_last << ' ' << limit;
                if (size > 0) {
                    EXPECT_EQ(reached.first, range.first) << room_last << ' ' << limit;
                }
            }
}

}  // namespace
}  // namespace chatter::store
