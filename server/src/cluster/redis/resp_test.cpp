#include "cluster/redis/resp.hpp"

#include <gtest/gtest.h>

namespace chatter::cluster::redis {
namespace {

Value read_one(std::string_view bytes) {
    RespReader reader;
    reader.feed(bytes);
    auto value = reader.next();
    EXPECT_TRUE(value && *value) << bytes;
    return value && *value ? std::move(**value) : Value();
}

TEST(Resp, reads_every_kind_of_value) {
    EXPECT_EQ(read_one("+OK\r\n").text, "OK");
    EXPECT_TRUE(read_one("-ERR no\r\n").is_error());
    EXPECT_EQ(read_one(":-7\r\n").integer, -7);
    EXPECT_EQ(read_one("$4\r\na\r\nb\r\n").text, "a\r\nb");
    EXPECT_EQ(read_one("$0\r\n\r\n").text, "");
    EXPECT_EQ(read_one("$-1\r\n").kind, Value::Kind::null);
    EXPECT_EQ(read_one("*-1\r\n").kind, Value::Kind::null);
    const auto array = read_one("*3\r\n$1\r\na\r\n:2\r\n*1\r\n+x\r\n");
    ASSERT_EQ(array.items.size(), 3U);
    EXPECT_EQ(array.items[2].items[0].text, "x");
}

TEST(Resp, waits_for_what_has_not_come_however_it_is_cut) {
    const std::string bytes = "*2\r\n$5\r\nhello\r\n:12\r\n+next\r\n";
    for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
        RespReader reader;
        std::vector<Value> values;
        for (const auto& part : {bytes.substr(0, cut), bytes.substr(cut)}) {
            reader.feed(part);
            while (true) {
                auto value = reader.next();
                ASSERT_TRUE(value) << cut;
                if (!*value) break;
                values.push_back(std::move(**value));
            }
        }
        ASSERT_EQ(values.size(), 2U) << cut;
        EXPECT_EQ(values[0].items[0].text, "hello");
        EXPECT_EQ(values[1].text, "next");
    }
}

TEST(Resp, refuses_what_no_redis_sends_and_what_is_beyond_its_limits) {
    for (const std::string bytes :
         {"x\r\n", "\r\n", ":a\r\n", "$-2\r\n", "$1\r\nabc", "$99999999999\r\n", "*99999999999\r\n",
          "$1x\r\na\r\n", "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n"}) {
        RespReader reader;
        reader.feed(bytes);
        EXPECT_FALSE(reader.next()) << bytes;
    }
    RespReader reader;
    reader.feed(std::string(100'000, '+'));
    EXPECT_FALSE(reader.next());
}

TEST(Resp, writes_commands) {
    EXPECT_EQ(encode_command({"SET", "k", ""}), "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$0\r\n\r\n");
}

}  // namespace
}  // namespace chatter::cluster::redis
