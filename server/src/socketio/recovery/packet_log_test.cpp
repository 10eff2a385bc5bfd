#include "socketio/recovery/packet_log.hpp"

#include <gtest/gtest.h>

namespace chatter::socketio::recovery {
namespace {

using namespace std::chrono_literals;

const TimePoint start{};

EncodedPacket packet(Offset offset, std::string_view text = "[\"x\"]") {
    auto encoded = encode_packet(PacketType::event, "/", {}, text);
    encoded.offset = offset;
    return encoded;
}

SharedBroadcasted broadcasted(Offset offset, std::string_view text = "[\"x\"]") {
    return std::make_shared<const Broadcasted>(Broadcasted{.packet = packet(offset, text), .audience = {}});
}

std::vector<Offset> offsets(const std::vector<Direct>& packets) {
    std::vector<Offset> found;
    for (const auto& packet : packets) found.push_back(packet.packet.offset);
    return found;
}

struct RecoveryLogs : ::testing::Test {
    ByteBudget budget{.bytes_max = 1'000'000};
};

TEST_F(RecoveryLogs, an_offset_comes_back_from_its_text) {
    for (const Offset offset : {Offset{1}, Offset{63}, Offset{64}, Offset{1} << 63, ~Offset{0}}) {
        EXPECT_EQ(to_text(offset).size(), 11U);
        EXPECT_EQ(parse_offset(to_text(offset)), offset);
    }
}

TEST_F(RecoveryLogs, a_text_that_is_no_offset_gives_none) {
    for (const std::string_view text :
         {"", "0", "zzzzzzzzzzz", "----------", "-----------", "---------- ", "------------1",
          "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", "F----------"})
        EXPECT_EQ(parse_offset(text), std::nullopt) << text;
}

TEST_F(RecoveryLogs, broadcasts_are_found_by_their_offset_within_the_asked_positions) {
    BroadcastLog log(budget, 1min);
    EXPECT_EQ(log.last_position(), 0U);
    for (Offset offset = 101; offset <= 105; ++offset)
        EXPECT_EQ(log.append(broadcasted(offset), start), offset - 100);

    EXPECT_EQ(log.find(103, 0, 5), 3U);
    EXPECT_EQ(log.find(103, 0, 2), std::nullopt);
    EXPECT_EQ(log.find(103, 3, 5), std::nullopt);
    EXPECT_EQ(log.find(999, 0, 5), std::nullopt);
    const auto between = log.between(1, 3);
    ASSERT_EQ(between.size(), 2U);
    EXPECT_EQ(between[0]->packet.offset, 102U);
    EXPECT_EQ(between[1]->packet.offset, 103U);
    EXPECT_TRUE(log.between(5, 9).empty());
}

TEST_F(RecoveryLogs, old_broadcasts_go_and_the_log_says_so) {
    BroadcastLog log(budget, 1min);
    static_cast<void>(log.append(broadcasted(1), start));
    static_cast<void>(log.append(broadcasted(2), start + 30s));
    log.expire(start + 60s);
    EXPECT_TRUE(log.is_complete_after(0));
    log.expire(start + 61s);
    EXPECT_FALSE(log.is_complete_after(0));
    EXPECT_TRUE(log.is_complete_after(1));
    EXPECT_EQ(log.find(1, 0, 2), std::nullopt);
    EXPECT_EQ(log.find(2, 0, 2), 2U);
    log.expire(start + 1h);
    EXPECT_TRUE(log.is_empty());
    EXPECT_EQ(budget.used, 0U);
    EXPECT_EQ(log.append(broadcasted(3), start + 1h), 3U);
}

TEST_F(RecoveryLogs, the_oldest_broadcasts_go_when_the_bytes_are_used_up) {
    ByteBudget small{.bytes_max = 5'000};
    BroadcastLog log(small, 1h);
    const auto text = "[\"" + std::string(1'000, 'x') + "\"]";
    for (Offset offset = 1; offset <= 100; ++offset) {
        static_cast<void>(log.append(broadcasted(offset, text), start));
        EXPECT_LE(small.used, small.bytes_max);
    }
    EXPECT_FALSE(log.is_complete_after(0));
    EXPECT_EQ(log.find(100, 0, 100), 100U);
    EXPECT_EQ(log.find(95, 0, 100), std::nullopt);

    EXPECT_EQ(log.append(broadcasted(101, std::string(6'000, 'x')), start), 101U);
    EXPECT_TRUE(log.is_empty()) << "a packet that is larger than everything";
    EXPECT_EQ(small.used, 0U);
}

TEST_F(RecoveryLogs, each_socket_takes_out_what_it_was_sent) {
    DirectLog log(budget, 1min);
    DirectLog::Link ann = 0, ben = 0;
    for (Offset offset = 1; offset <= 6; ++offset) {
        auto& last = offset % 2 == 1 ? ann : ben;
        last = log.append({.after = offset, .packet = packet(offset)}, last, start);
    }
    const auto used = budget.used.load();
    {
        const auto taken = log.take(ann);
        EXPECT_EQ(offsets(taken.packets), (std::vector<Offset>{1, 3, 5}));
        EXPECT_EQ(taken.lost_up_to, std::nullopt);
        EXPECT_EQ(budget.used, used) << "held by who took them";
    }
    EXPECT_EQ(budget.used, used / 2);
    EXPECT_EQ(offsets(log.take(ben).packets), (std::vector<Offset>{2, 4, 6}));
    EXPECT_EQ(budget.used, 0U);
    EXPECT_TRUE(log.take(0).packets.empty());
}

TEST_F(RecoveryLogs, a_socket_learns_how_late_a_packet_may_be_missing) {
    DirectLog log(budget, 1min);
    DirectLog::Link ann = 0, ben = 0;
    ann = log.append({.after = 3, .packet = packet(1)}, ann, start);
    ann = log.append({.after = 7, .packet = packet(2)}, ann, start);
    ben = log.append({.after = 8, .packet = packet(3)}, ben, start + 30s);
    ann = log.append({.after = 9, .packet = packet(4)}, ann, start + 30s);
    log.expire(start + 61s);

    const auto taken = log.take(ann);
    EXPECT_EQ(offsets(taken.packets), (std::vector<Offset>{4}));
    EXPECT_EQ(taken.lost_up_to, 7U);
    EXPECT_EQ(log.take(ben).lost_up_to, std::nullopt) << "all of ben's are there";
}

TEST_F(RecoveryLogs, the_oldest_direct_packets_go_when_the_bytes_are_used_up) {
    ByteBudget small{.bytes_max = 5'000};
    DirectLog log(small, 1h);
    DirectLog::Link last = 0;
    for (Offset offset = 1; offset <= 100; ++offset) {
        last = log.append({.after = offset, .packet = packet(offset, std::string(1'000, 'x'))}, last, start);
        EXPECT_LE(small.used, small.bytes_max);
    }
    const auto taken = log.take(last);
    EXPECT_EQ(taken.packets.back().packet.offset, 100U);
    EXPECT_EQ(taken.lost_up_to, taken.packets.front().after - 1);
}

}  // namespace
}  // namespace chatter::socketio::recovery
