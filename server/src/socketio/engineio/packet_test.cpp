#include "socketio/engineio/packet.hpp"

#include <gtest/gtest.h>

namespace chatter::engineio {
namespace {

TEST(EnginePacket, is_its_type_and_its_data) {
    const auto packet = decode_packet(false, "4hello");
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->type, PacketType::message);
    EXPECT_EQ(packet->data, "hello");
    EXPECT_TRUE(decode_packet(true, "\x01\x02")->binary);
}

TEST(EnginePacket, is_nothing_without_a_known_type) {
    for (const auto* text : {"", "7", "x", " 4"}) EXPECT_FALSE(decode_packet(false, text)) << text;
}

TEST(EnginePayload, is_taken_apart_at_its_separators) {
    const auto packets = decode_payload(
        "4hello\x1e"
        "2\x1e"
        "4world\x1e"
        "bAQIDBA==");
    ASSERT_TRUE(packets);
    ASSERT_EQ(packets->size(), 4U);
    EXPECT_EQ((*packets)[1].type, PacketType::ping);
    EXPECT_EQ((*packets)[2].data, "world");
    EXPECT_TRUE((*packets)[3].binary);
    EXPECT_EQ((*packets)[3].data, "\x01\x02\x03\x04");
}

TEST(EnginePayload, is_refused_whole_when_any_packet_is_bad) {
    for (const auto* body : {"", "4a\x1e",
                             "\x1e"
                             "4a",
                             "abc",
                             "4a\x1e\x1e"
                             "4b",
                             "4a\x1e"
                             "b*"})
        EXPECT_FALSE(decode_payload(body)) << body;
}

TEST(EnginePayload, joins_what_polling_sends) {
    EXPECT_EQ(encode_payload({encode_packet(PacketType::message, "a"), encode_packet(PacketType::ping),
                              encode_binary_message("\x01\x02\x03\x04")}),
              "4a\x1e"
              "2\x1e"
              "bAQIDBA==");
}

}  // namespace
}  // namespace chatter::engineio
