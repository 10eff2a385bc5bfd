#include "cluster/redis/url.hpp"

#include <gtest/gtest.h>

namespace chatter::cluster::redis {
namespace {

TEST(RedisUrl, names_host_port_database_and_credentials) {
    const auto plain = parse_url("redis://localhost");
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->host, "localhost");
    EXPECT_EQ(plain->port, 6379);
    EXPECT_FALSE(plain->tls);
    EXPECT_EQ(plain->database, 0U);

    const auto full = parse_url("rediss://chatter:p%40ss%2Fw@redis.example.com:7000/3");
    ASSERT_TRUE(full);
    EXPECT_TRUE(full->tls);
    EXPECT_EQ(full->username, "chatter");
    EXPECT_EQ(full->password, "p@ss/w");
    EXPECT_EQ(full->host, "redis.example.com");
    EXPECT_EQ(full->port, 7000);
    EXPECT_EQ(full->database, 3U);

    const auto password_only = parse_url("redis://:secret@[::1]:6380/");
    ASSERT_TRUE(password_only);
    EXPECT_EQ(password_only->username, "");
    EXPECT_EQ(password_only->password, "secret");
    EXPECT_EQ(password_only->host, "::1");
    EXPECT_EQ(password_only->port, 6380);
}

TEST(RedisUrl, refuses_what_leads_nowhere) {
    for (const auto* url :
         {"", "localhost:6379", "http://localhost", "redis://", "redis://:6379", "redis://h:0",
          "redis://h:70000", "redis://h/x", "redis://h?db=1", "redis://%zz@h", "redis://[::1"})
        EXPECT_FALSE(parse_url(url)) << url;
}

}  // namespace
}  // namespace chatter::cluster::redis
