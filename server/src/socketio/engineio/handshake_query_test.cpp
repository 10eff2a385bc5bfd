#include "socketio/engineio/handshake_query.hpp"

#include <gtest/gtest.h>

namespace chatter::engineio {
namespace {

TEST(HandshakeQuery, is_read_as_browsers_write_it) {
    const struct {
        const char* query;
        const char* eio;
        const char* transport;
        const char* sid;
    } cases[] = {
        {"EIO=4&transport=polling&sid=abc", "4", "polling", "abc"},
        {"", "", "", ""},
        {"sid=&sid", "", "", ""},
        {"EIO=3&EIO=4&transport=a&transport=b", "4", "b", ""},
        {"%45IO=%34&transport=pol%6cing", "4", "polling", ""},
        {"sid=a+b%20c", "", "", "a b c"},
        {"sid=%zz%4&EIO=%", "%", "", "%zz%4"},
        {"&&=x&sid=a=b&", "", "", "a=b"},
        {"EIO=4#&sid=x", "4", "", ""},
        {"eio=4&SID=x", "", "", ""},
    };
    for (const auto& one : cases) {
        const auto parsed = parse_handshake_query(one.query);
        EXPECT_EQ(parsed.eio, one.eio) << one.query;
        EXPECT_EQ(parsed.transport, one.transport) << one.query;
        EXPECT_EQ(parsed.sid, one.sid) << one.query;
    }
}

TEST(HandshakeQuery, says_that_a_client_takes_no_binary) {
    EXPECT_TRUE(parse_handshake_query("EIO=4&b64=1").base64);
    for (const char* query : {"EIO=4", "b64=", "b64", "b64=1&b64=", "x=b64"})
        EXPECT_FALSE(parse_handshake_query(query).base64) << query;
}

}  // namespace
}  // namespace chatter::engineio
