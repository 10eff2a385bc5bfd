#include "socketio/handshake.hpp"

#include <gtest/gtest.h>

namespace chatter::socketio {
namespace {

namespace json = boost::json;

TEST(HandshakeJson, looks_as_the_node_server_shows_it) {
    Handshake handshake;
    handshake.headers.add("Host", "x");
    handshake.headers.add("X-Twice", "1");
    handshake.headers.add("x-twice", "2");
    handshake.headers.add("Cookie", "a=1");
    handshake.headers.add("Cookie", "b=2");
    handshake.url = "/socket.io/?EIO=4";
    handshake.query = "EIO=4&name=A%20b+c&list=1&list=2&list=3&bare&&bad=%zz";
    handshake.address = "127.0.0.1";
    handshake.issued = std::chrono::system_clock::time_point(std::chrono::milliseconds(1'700'000'000'123));
    handshake.xdomain = true;
    handshake.secure = true;

    const json::object expected{{"headers", {{"host", "x"}, {"x-twice", "1, 2"}, {"cookie", "a=1; b=2"}}},
                                {"time", "Tue Nov 14 2023 22:13:20 GMT+0000 (Coordinated Universal Time)"},
                                {"address", "127.0.0.1"},
                                {"xdomain", true},
                                {"secure", true},
                                {"issued", 1'700'000'000'123},
                                {"url", "/socket.io/?EIO=4"},
                                {"query",
                                 {{"EIO", "4"},
                                  {"name", "A b c"},
                                  {"list", json::array{"1", "2", "3"}},
                                  {"bare", ""},
                                  {"bad", "%zz"}}},
                                {"auth", {{"token", "t"}}}};
    EXPECT_EQ(handshake_json(handshake, {{"token", "t"}}), expected);
}

}  // namespace
}  // namespace chatter::socketio
