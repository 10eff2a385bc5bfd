#include "app/config.hpp"

#include <gtest/gtest.h>

#include <map>

namespace chatter::app {
namespace {

std::expected<Config, std::vector<std::string>> read(const std::map<std::string, std::string>& variables) {
    return read_config([&](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        if (found == variables.end()) return std::nullopt;
        return found->second;
    });
}

const std::map<std::string, std::string> good_production{{"NODE_ENV", "production"},
                                                         {"JWT_SECRET", "0f3a9c1be7d24658a0f3a9c1be7d24658"},
                                                         {"CLIENT_ORIGIN", "https://chat.example.com"}};

TEST(Config, needs_nothing_outside_production) {
    const auto config = read({});
    ASSERT_TRUE(config);
    EXPECT_EQ(config->port, 3000);
    EXPECT_EQ(config->sqlite_path(), "data/chatter.db");
    EXPECT_FALSE(config->production);
}

TEST(Config, reports_every_bad_variable_with_its_name_and_an_example) {
    const auto config = read(
        {{"PORT", "http"}, {"RATE_LIMIT", "maybe"}, {"DATABASE_URL", "mysql://x"}, {"REGISTRATION", "no"}});
    ASSERT_FALSE(config);
    ASSERT_EQ(config.error().size(), 4U);
    EXPECT_EQ(config.error()[1], "PORT must be a whole number from 0 to 65535. Example: PORT=3000");
}

TEST(Config, refuses_production_without_a_strong_secret_and_an_exact_origin) {
    EXPECT_TRUE(read(good_production));
    EXPECT_EQ(read({{"NODE_ENV", "production"}}).error().size(), 2U);
    for (const auto* secret :
         {"short", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "abababababababababababababababababab"}) {
        auto variables = good_production;
        variables["JWT_SECRET"] = secret;
        EXPECT_FALSE(read(variables)) << secret;
    }
    for (const auto* origin :
         {"http://chat.example.com", "https://chat.example.com/", "https://chat.example.com/app",
          "chat.example.com", "https://", "https://chat.example.com:0", "https://a b"}) {
        auto variables = good_production;
        variables["CLIENT_ORIGIN"] = origin;
        EXPECT_FALSE(read(variables)) << origin;
    }
    for (const auto* origin : {"http://localhost:3000", "http://127.0.0.1", "http://[::1]:8080",
                               "https://a.example,https://b.example"}) {
        auto variables = good_production;
        variables["CLIENT_ORIGIN"] = origin;
        EXPECT_TRUE(read(variables)) << origin;
    }
}

TEST(Config, refuses_a_database_url_that_would_be_cut_inside_its_password) {
    for (const auto* url : {"postgresql://u:tul@ip42@db/chat", "postgres://u:tul/ip42@db/chat"}) {
        const auto config = read({{"DATABASE_URL", url}});
        ASSERT_FALSE(config) << url;
        EXPECT_NE(config.error().at(0).find("%40"), std::string::npos);
        EXPECT_EQ(config.error().at(0).find("ip42"), std::string::npos);
    }
    for (const auto* url : {"postgresql://u:tul%40ip42@db/chat", "postgres://db/chat?sslmode=require",
                            "postgresql:///chat?host=%2Frun%2Fpostgresql"}) {
        const auto config = read({{"DATABASE_URL", url}});
        ASSERT_TRUE(config) << url;
        EXPECT_FALSE(config->sqlite_path().has_value());
    }
}

TEST(Config, never_shows_a_secret) {
    const auto config =
        read({{"JWT_SECRET", "geheim-geheim"},
              {"DATABASE_URL", "postgresql://chatter:geheim@db.example.com/chatter?sslmode=require"},
              {"DIRECT_URL", "postgresql://chatter@db.example.com/chatter?password=geheim"},
              {"REDIS_URL", "redis://:geheim@redis.example.com:6379"},
              {"S3_SECRET_ACCESS_KEY", "geheim"},
              {"S3_ACCESS_KEY_ID", "geheim"}});
    ASSERT_TRUE(config);
    const auto shown = show_config(*config);
    EXPECT_EQ(shown.find("geheim"), std::string::npos) << shown;
    EXPECT_NE(shown.find("DATABASE_URL=postgresql://chatter:***@db.example.com/chatter?sslmode=require"),
              std::string::npos);
}

TEST(Config, never_puts_a_bad_value_into_its_complaint) {
    const auto config = read({{"DATABASE_URL", "mysql://chatter:geheim@db/chatter"}});
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error().front().find("geheim"), std::string::npos);
}

}  // namespace
}  // namespace chatter::app
