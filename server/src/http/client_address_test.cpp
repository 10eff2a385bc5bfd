#include "http/client_address.hpp"

#include <gtest/gtest.h>

namespace chatter::http {
namespace {

std::string client(const std::string& setting, const std::string& peer,
                   const std::vector<std::string>& forwarded) {
    const auto proxies = TrustedProxies::parse(setting);
    EXPECT_TRUE(proxies) << setting;
    net::Request request;
    request.remote_address = peer;
    for (const auto& value : forwarded) request.fields.add("X-Forwarded-For", value);
    return proxies->client_address(request);
}

TEST(ClientAddress, is_the_peers_when_no_proxy_is_trusted) {
    for (const auto* setting : {"", "false", "0", " "}) {
        EXPECT_EQ(client(setting, "127.0.0.1", {"203.0.113.9"}), "127.0.0.1") << setting;
    }
    EXPECT_EQ(client("loopback", "192.0.2.1", {"203.0.113.9"}), "192.0.2.1");
}

TEST(ClientAddress, is_taken_from_the_right_past_the_trusted_proxies) {
    EXPECT_EQ(client("loopback", "127.0.0.1", {"203.0.113.9"}), "203.0.113.9");
    EXPECT_EQ(client("loopback", "::1", {"203.0.113.9"}), "203.0.113.9");
    EXPECT_EQ(client("loopback", "::ffff:127.0.0.1", {"203.0.113.9"}), "203.0.113.9");
    EXPECT_EQ(client("loopback", "127.0.0.1", {"6.6.6.6, 203.0.113.9"}), "203.0.113.9");
    EXPECT_EQ(client("loopback, 10.0.0.0/8", "127.0.0.1", {"6.6.6.6, 203.0.113.9 ,10.1.2.3"}), "203.0.113.9");
    EXPECT_EQ(client("loopback,10.0.0.0/8", "127.0.0.1", {"203.0.113.9", "10.1.2.3"}), "203.0.113.9");
    EXPECT_EQ(client("192.0.2.1", "192.0.2.1", {"2001:db8::9"}), "2001:db8::9");
    EXPECT_EQ(client("2001:db8::/33", "2001:db8:7fff::1", {"203.0.113.9"}), "203.0.113.9");
    EXPECT_EQ(client("2001:db8::/33", "2001:db8:8000::1", {"203.0.113.9"}), "2001:db8:8000::1");
    EXPECT_EQ(client("uniquelocal", "172.31.0.1", {"203.0.113.9"}), "203.0.113.9");
}

TEST(ClientAddress, is_taken_past_so_many_proxies) {
    EXPECT_EQ(client("1", "192.0.2.1", {"6.6.6.6, 203.0.113.9"}), "203.0.113.9");
    EXPECT_EQ(client("2", "192.0.2.1", {"6.6.6.6, 203.0.113.9, 192.0.2.2"}), "203.0.113.9");
}

TEST(ClientAddress, is_the_farthest_known_when_all_are_trusted) {
    EXPECT_EQ(client("loopback", "127.0.0.1", {}), "127.0.0.1");
    EXPECT_EQ(client("loopback", "127.0.0.1", {"127.0.0.5"}), "127.0.0.5");
    EXPECT_EQ(client("5", "192.0.2.1", {"203.0.113.9, 192.0.2.2"}), "203.0.113.9");
}

TEST(ClientAddress, stops_at_what_is_no_address) {
    EXPECT_EQ(client("3", "192.0.2.1", {"203.0.113.9, unknown, 192.0.2.2"}), "192.0.2.2");
    EXPECT_EQ(client("loopback", "127.0.0.1", {"<script>"}), "127.0.0.1");
    EXPECT_EQ(client("loopback", "not an address", {"203.0.113.9"}), "not an address");
}

TEST(ClientAddress, is_shown_without_port) {
    EXPECT_EQ(client("loopback", "127.0.0.1", {"203.0.113.9:5678"}), "203.0.113.9");
    EXPECT_EQ(client("loopback", "127.0.0.1", {"[2001:db8::9]:5678"}), "2001:db8::9");
    EXPECT_EQ(client("loopback", "127.0.0.1", {"[2001:db8::9]"}), "2001:db8::9");
    EXPECT_EQ(client("loopback", "127.0.0.1", {"["}), "127.0.0.1");
}

TEST(TrustedProxies, know_what_one_of_them_has_sent) {
    const auto sent = [](const char* setting, const char* peer) {
        net::Request request;
        request.remote_address = peer;
        return TrustedProxies::parse(setting)->sent(request);
    };
    EXPECT_TRUE(sent("loopback", "127.0.0.1"));
    EXPECT_TRUE(sent("1", "192.0.2.1"));
    EXPECT_FALSE(sent("loopback", "192.0.2.1"));
    EXPECT_FALSE(sent("", "127.0.0.1"));
    EXPECT_FALSE(sent("loopback", ""));
}

TEST(TrustedProxies, refuse_settings_that_cannot_be_meant) {
    for (const auto* setting : {"true", "33", "-1", "localhost", "10.0.0.0/33", "10.0.0.0/", "::1/129",
                                "10.0.0", "loopback, x", "10.0.0.0/a"}) {
        const auto proxies = TrustedProxies::parse(setting);
        ASSERT_FALSE(proxies) << setting;
        EXPECT_FALSE(proxies.error().detail.empty());
    }
}

}  // namespace
}  // namespace chatter::http
