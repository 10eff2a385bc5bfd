#include "cluster/msgpack.hpp"

#include <gtest/gtest.h>

#include "socketio/protocol/json.hpp"

namespace chatter::cluster {
namespace {

namespace json = boost::json;
using socketio::Attachments;

std::string encode(const json::value& value, const Attachments& attachments = {}) {
    std::string out;
    append_msgpack(out, value, attachments);
    return out;
}

std::string json_of_bytes(std::string_view bytes) {
    const auto unpacked = decode_msgpack(bytes);
    return unpacked ? socketio::to_json(unpacked->value) : "nothing";
}

TEST(MessagePack, reads_back_what_it_writes) {
    for (const auto* text : {"null",
                             "true",
                             "false",
                             "0",
                             "127",
                             "128",
                             "255",
                             "256",
                             "65535",
                             "65536",
                             "4294967295",
                             "4294967296",
                             "18446744073709551615",
                             "-1",
                             "-32",
                             "-33",
                             "-128",
                             "-129",
                             "-32768",
                             "-32769",
                             "-2147483648",
                             "-2147483649",
                             "-9223372036854775808",
                             "1.5",
                             "\"\"",
                             "\"\xc3\xa4\"",
                             "[]",
                             "[[],{}]",
                             R"({"a":[1,{"b":null}]})"}) {
        const auto value = socketio::parse_json(text).value();
        EXPECT_EQ(json_of_bytes(encode(value)), text);
    }
}

TEST(MessagePack, writes_long_texts_arrays_and_maps) {
    for (const std::size_t size : {15U, 16U, 31U, 32U, 255U, 256U, 65535U, 65536U}) {
        EXPECT_EQ(decode_msgpack(encode(json::value(std::string(size, 'x'))))->value.as_string().size(),
                  size);
        EXPECT_EQ(decode_msgpack(encode(json::array(size, json::value(1))))->value.as_array().size(), size);
        json::object object;
        for (std::size_t i = 0; i < size; ++i) object.emplace(std::to_string(i), i);
        EXPECT_EQ(decode_msgpack(encode(object))->value.as_object().size(), size);
    }
}

TEST(MessagePack, keeps_bytes_beside_the_value) {
    const auto value =
        json::array{"bin", socketio::placeholder(1), json::object{{"d", socketio::placeholder(0)}}};
    const auto bytes = encode(value, {"\x04", std::string("\x01\x00\x03", 3)});
    EXPECT_EQ(bytes, std::string("\x93\xa3"
                                 "bin\xc4\x03\x01\x00\x03\x81\xa1"
                                 "d\xc4\x01\x04",
                                 16));
    const auto unpacked = decode_msgpack(bytes);
    ASSERT_TRUE(unpacked);
    EXPECT_EQ(unpacked->attachments, (Attachments{std::string("\x01\x00\x03", 3), "\x04"}));
    EXPECT_TRUE(socketio::placeholders_fit(unpacked->value, 2));
}

TEST(MessagePack, reads_nodes_dates_and_undefined) {
    EXPECT_EQ(json_of_bytes(std::string("\xd4\x00\x00", 3)), "null");
    EXPECT_EQ(json_of_bytes("\xd6\xff\x5c\x32\xa5\x80"), R"("2019-01-07T01:04:00.000Z")");
    EXPECT_EQ(json_of_bytes(std::string("\xd7\x00\x00\x00\x01\x68\x24\x1a\xe3\x80", 10)),
              R"("2019-01-06T16:59:28.512Z")");
}

TEST(MessagePack, refuses_what_is_none) {
    std::string deep(300, '\x91');
    deep += '\x01';
    for (const std::string& bytes :
         {std::string(), std::string("\xc1"), std::string("\x01\x01"), std::string("\x92\x01"),
          std::string("\xa2x"), std::string("\xdd\xff\xff\xff\xff"), std::string("\xdf\xff\xff\xff\xff"),
          std::string("\xc6\xff\xff\xff\xff"), std::string("\x81\x01\x01"), std::string("\xd4\x05\x01"),
          std::string("\xcb\x01"), std::string("\x81\xac_placeholder\xc3"), deep})
        EXPECT_FALSE(decode_msgpack(bytes)) << testing::PrintToString(bytes);
}

}  // namespace
}  // namespace chatter::cluster
