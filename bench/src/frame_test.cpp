#include "frame.hpp"

#include <gtest/gtest.h>

#include "marker.hpp"

namespace chatter::bench {
namespace {

constexpr std::size_t bytes_max = 100'000;

/// As a server would send it.
std::string server_frame(std::string_view payload) {
    std::string frame;
    append_masked_frame(frame, Opcode::text, payload, 0);
    frame[1] = static_cast<char>(frame[1] & 0x7f);
    frame.erase(payload.size() < 126 ? 2 : payload.size() <= 0xffff ? 4 : 10, 4);
    return frame;
}

TEST(Frame, reads_every_length_once_it_is_whole) {
    for (const std::size_t size : {0U, 1U, 125U, 126U, 0xffffU, 0x10000U}) {
        const std::string payload(size, 'x');
        const auto bytes = server_frame(payload) + "next";
        Frame frame;
        ASSERT_EQ(read_frame(bytes, bytes_max, frame), FrameState::whole) << size;
        EXPECT_EQ(frame.payload, payload);
        EXPECT_EQ(frame.bytes, bytes.size() - 4);
        EXPECT_EQ(read_frame(std::string_view(bytes).substr(0, frame.bytes - 1), bytes_max, frame),
                  FrameState::partial);
    }
}

TEST(Frame, refuses_what_is_masked_fragmented_reserved_or_too_long) {
    Frame frame;
    EXPECT_EQ(read_frame("\x81\x85....hello", bytes_max, frame), FrameState::broken);
    EXPECT_EQ(read_frame("\x01\x05hello", bytes_max, frame), FrameState::broken);
    EXPECT_EQ(read_frame("\xc1\x05hello", bytes_max, frame), FrameState::broken);
    EXPECT_EQ(read_frame(server_frame(std::string(101, 'x')), 100, frame), FrameState::broken);
}

TEST(Frame, is_sent_masked) {
    std::string bytes;
    append_masked_frame(bytes, Opcode::text, "hello", 0x04030201);
    EXPECT_EQ(bytes, std::string_view("\x81\x85\x01\x02\x03\x04igohn", 11));
}

TEST(Marker, is_read_as_it_was_written) {
    std::string text;
    append_marker(text, {.sender = 7, .seq = 0xdeadbeef, .sent_ns = 1'234'567'890'123});
    ASSERT_EQ(text.size(), marker_bytes);

    Marker marker;
    ASSERT_TRUE(read_marker(text + " and more", marker));
    EXPECT_EQ(marker.sender, 7U);
    EXPECT_EQ(marker.seq, 0xdeadbeefU);
    EXPECT_EQ(marker.sent_ns, 1'234'567'890'123U);
    EXPECT_FALSE(read_marker(text.substr(0, marker_bytes - 1), marker));
    text[5] = 'g';
    EXPECT_FALSE(read_marker(text, marker));
}

}  // namespace
}  // namespace chatter::bench
