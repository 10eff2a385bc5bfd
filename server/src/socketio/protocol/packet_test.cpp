#include "socketio/protocol/packet.hpp"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

namespace chatter::socketio {
namespace {

TEST(Packet, reads_each_type_that_a_client_may_send) {
    EXPECT_EQ(decode_packet("0")->type, PacketType::connect);
    EXPECT_EQ(decode_packet("0{\"token\":\"x\"}")->payload.at("token"), "x");
    EXPECT_EQ(decode_packet("0/admin,{}")->nsp, "/admin");
    EXPECT_EQ(decode_packet("0/admin?a=1,")->nsp, "/admin?a=1");
    EXPECT_EQ(decode_packet("0/admin")->nsp, "/admin");
    EXPECT_EQ(decode_packet("0/,{}")->nsp, "/");
    EXPECT_EQ(decode_packet("1")->type, PacketType::disconnect);
    const auto event = decode_packet("2/admin,456[\"foo\",{\"a\":1}]");
    EXPECT_EQ(event->id, 456U);
    EXPECT_EQ(boost::json::serialize(event->payload), "[\"foo\",{\"a\":1}]");
    EXPECT_EQ(decode_packet("312[]")->type, PacketType::ack);
    EXPECT_EQ(decode_packet("51-[\"a\",{\"_placeholder\":true,\"num\":0}]")->attachment_count, 1U);
}

TEST(Packet, refuses_what_fits_no_type) {
    std::string deep = "2[\"a\",";
    for (int i = 0; i < 100'000; ++i) deep += '[';
    for (const std::string& text : std::vector<std::string>{
             "",
             "7",
             "x",
             "2",
             "2{}",
             "2[]",
             "2[null]",
             "2[1e400]",
             "2[{}]",
             "2[\"connect\"]",
             "2[\"disconnecting\"]",
             "2[\"a\"",
             "2[\"a\"]]",
             "0[]",
             "0\"a\"",
             "1{}",
             "3[]",
             "4{}",
             "399999999999999999999999[]",
             "5[\"a\"]",
             "5-[\"a\"]",
             "511-[\"a\"]",
             "50-[\"a\"]",
             "51-[\"a\",{\"_placeholder\":true,\"num\":1}]",
             "51-[\"a\",{\"_placeholder\":true,\"num\":\"x\"}]",
             "51-[\"a\"]",
             "52-[\"a\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":0}]",
             "51-[\"a\",{\"_placeholder\":true,\"num\":-1}]",
             "51-[\"a\",{\"_placeholder\":true,\"num\":0.5}]",
             "51-[\"a\",{\"_placeholder\":true}]",
             "51-[\"a\",[{\"b\":{\"_placeholder\":true,\"num\":1}}]]",
             "2[\"\xFF\"]",
             deep})
        EXPECT_FALSE(decode_packet(text)) << text.substr(0, 60);
}

TEST(Packet, counts_only_what_is_marked_as_a_placeholder) {
    EXPECT_TRUE(decode_packet(R"(52-["a",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}])"));
    EXPECT_TRUE(decode_packet(R"(51-["a",{"_placeholder":false,"num":9},{"_placeholder":true,"num":0}])"));
    EXPECT_TRUE(
        decode_packet(R"(2["a",{"_placeholder":true,"num":9}])"));  // means nothing without attachments
}

TEST(Packet, takes_every_ack_id_of_64_bits) {
    EXPECT_EQ(decode_packet("20[\"a\"]")->id, 0U);
    EXPECT_EQ(decode_packet("2007[\"a\"]")->id, 7U);
    EXPECT_EQ(decode_packet("218446744073709551615[\"a\"]")->id, 18446744073709551615U);
    EXPECT_FALSE(decode_packet("218446744073709551616[\"a\"]"));
    EXPECT_FALSE(decode_packet("2-1[\"a\"]"));
}

TEST(Packet, takes_a_number_or_any_text_as_the_name_of_an_event) {
    for (const auto* text : {"2[0]", "2[-1.5]", "2[1e3,\"x\"]", "2[\"\"]", "2[\"\\u0000\"]", "2[\"\\ud800\"]",
                             "2[\"Connect\"]", "2[\"connect \"]", "2[\"error\"]", "2[\"__proto__\"]"})
        EXPECT_TRUE(decode_packet(text)) << text;
}

TEST(Packet, is_written_as_the_specification_shows) {
    EXPECT_EQ(encode_packet(PacketType::event, "/", {}, "[\"foo\"]").text->payload(), "42[\"foo\"]");
    EXPECT_EQ(encode_packet(PacketType::ack, "/admin", 13, "[\"bar\"]").text->payload(),
              "43/admin,13[\"bar\"]");
    EXPECT_EQ(encode_packet(PacketType::disconnect, "/admin", {}, {}).text->payload(), "41/admin,");
    const auto binary =
        encode_packet(PacketType::event, "/", {}, R"(["a",{"_placeholder":true,"num":0}])", {"xyz"});
    EXPECT_EQ(binary.text->payload(), R"(451-["a",{"_placeholder":true,"num":0}])");
    ASSERT_EQ(binary.attachments.size(), 1U);
    EXPECT_EQ(binary.attachments[0]->payload(), "xyz");
    EXPECT_TRUE(binary.attachments[0]->is_binary());
}

TEST(Packet, writes_an_event_as_an_array) {
    EXPECT_EQ(event_json("a\"b", {1, "x"}), R"(["a\"b",1,"x"])");
    EXPECT_EQ(event_json("a", {}), R"(["a"])");
}

}  // namespace
}  // namespace chatter::socketio
