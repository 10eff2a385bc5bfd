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
    EXPECT_EQ(config->presence_grace, std::chrono::seconds(10));
    EXPECT_EQ(config->drain, std::chrono::seconds(5));
}

TEST(Config, reads_how_long_clients_are_let_go) {
    EXPECT_EQ(read({{"DRAIN_MS", "0"}})->drain, std::chrono::milliseconds(0));
    EXPECT_TRUE(show_config(*read({{"DRAIN_MS", "30000"}})).contains("DRAIN_MS=30000\n"));
    for (const auto* wrong : {"-1", "5s", "600001", " 5"}) EXPECT_FALSE(read({{"DRAIN_MS", wrong}})) << wrong;
}

TEST(Config, reports_every_bad_variable_with_its_name_and_an_example) {
    const auto config = read(
        {{"PORT", "http"}, {"RATE_LIMIT", "maybe"}, {"DATABASE_URL", "mysql://x"}, {"REGISTRATION", "no"}});
    ASSERT_FALSE(config);
    ASSERT_EQ(config.error().size(), 4U);
    EXPECT_EQ(config.error()[1], "PORT must be a whole number from 0 to 65535. Example: PORT=3000");
}

TEST(Config, says_of_port_0_for_metrics_how_to_have_none) {
    EXPECT_EQ(read({{"METRICS_PORT", "9100"}})->metrics_port, 9100);
    EXPECT_FALSE(read({})->metrics_port);
    EXPECT_EQ(
        read({{"METRICS_PORT", "0"}}).error().at(0),
        "METRICS_PORT must be a whole number from 1 to 65535, or not be set where no metrics are wanted. "
        "Example: METRICS_PORT=9100");
}

TEST(Config, reads_rates_as_a_count_in_seconds) {
    const auto config = read(
        {{"RATE_LIMIT_SENDING", "30/60"}, {"RATE_LIMIT_READS", "0"}, {"RATE_LIMIT_ADDRESS_PEOPLE", "3"}});
    ASSERT_TRUE(config);
    EXPECT_TRUE(config->rate_limits.on);
    EXPECT_EQ(config->rate_limits.sending, (RateLimit{.quantity = 30, .window = std::chrono::seconds(60)}));
    EXPECT_EQ(config->rate_limits.reads.quantity, 0U);
    EXPECT_EQ(config->rate_limits.people_per_address, 3U);
    EXPECT_TRUE(show_config(*config).contains("RATE_LIMIT_SENDING=30/60\n"));
    for (const auto* wrong :
         {"30", "/60", "30/", "30/0", "0/60", "-1/60", "30/60/1", "2000000/60", "30/90000"})
        EXPECT_FALSE(read({{"RATE_LIMIT_SENDING", wrong}})) << wrong;
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

TEST(Config, wants_a_certificate_with_its_key_and_both_for_a_redirect) {
    EXPECT_TRUE(read({{"TLS_CERT", "c"}, {"TLS_KEY", "k"}, {"TLS_REDIRECT_PORT", "80"}}));
    const auto complaint = [](const std::map<std::string, std::string>& variables) {
        const auto config = read(variables);
        return config ? std::string() : config.error().front();
    };
    EXPECT_TRUE(complaint({{"TLS_CERT", "c"}}).starts_with("TLS_KEY must be set where TLS_CERT is."));
    EXPECT_TRUE(complaint({{"TLS_KEY", "k"}}).starts_with("TLS_CERT must be set where TLS_KEY is."));
    EXPECT_TRUE(complaint({{"TLS_REDIRECT_PORT", "80"}}).starts_with("TLS_REDIRECT_PORT needs TLS_CERT"));
    EXPECT_TRUE(complaint({{"TLS_CERT", "c"}, {"TLS_KEY", "k"}, {"PORT", "80"}, {"TLS_REDIRECT_PORT", "80"}})
                    .starts_with("TLS_REDIRECT_PORT must be another port"));
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

TEST(Config, knows_both_adapters_of_node_and_the_modes_of_the_sharded_one) {
    EXPECT_EQ(read({})->redis_adapter, cluster::AdapterKind::classic);
    const auto config = read({{"REDIS_ADAPTER", "sharded"}, {"REDIS_SUBSCRIPTION_MODE", "dynamic-private"}});
    ASSERT_TRUE(config);
    EXPECT_EQ(config->redis_adapter, cluster::AdapterKind::sharded);
    EXPECT_EQ(config->redis_subscription_mode, cluster::SubscriptionMode::dynamic_private);
    EXPECT_TRUE(show_config(*config).contains("REDIS_SUBSCRIPTION_MODE=dynamic-private"));
    EXPECT_FALSE(read({{"REDIS_ADAPTER", "streams"}}));
    EXPECT_FALSE(read({{"REDIS_SUBSCRIPTION_MODE", "fixed"}}));
}

TEST(Config, wants_all_that_an_object_store_needs_and_an_address_without_a_password) {
    const std::map<std::string, std::string> good{{"S3_ENDPOINT", "https://s3.example.com/"},
                                                  {"S3_BUCKET", "pictures"},
                                                  {"S3_ACCESS_KEY_ID", "id"},
                                                  {"S3_SECRET_ACCESS_KEY", "key"},
                                                  {"S3_PUBLIC_URL", "https://cdn.example.com/chat/"}};
    const auto config = read(good);
    ASSERT_TRUE(config);
    EXPECT_EQ(config->s3_endpoint, "https://s3.example.com");
    EXPECT_EQ(config->s3_public_url, "https://cdn.example.com/chat");
    EXPECT_EQ(config->s3_region, "us-east-1");
    for (const auto* const name : {"S3_BUCKET", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"}) {
        auto variables = good;
        variables.erase(name);
        const auto refused = read(variables);
        ASSERT_FALSE(refused) << name;
        EXPECT_TRUE(refused.error().at(0).starts_with(name)) << refused.error().at(0);
    }
    for (const auto& [name, value] :
         std::map<std::string, std::string>{{"S3_ENDPOINT", "https://ada:geheim@s3.example.com"},
                                            {"S3_BUCKET", "geheim/x"},
                                            {"S3_REGION", "geheim:s3"},
                                            {"S3_PUBLIC_URL", "geheim"},
                                            {"S3_ADDRESSING", "geheim"}}) {
        auto variables = good;
        variables[name] = value;
        const auto refused = read(variables);
        ASSERT_FALSE(refused) << name;
        EXPECT_FALSE(refused.error().at(0).contains("geheim")) << refused.error().at(0);
    }
    EXPECT_TRUE(read({{"S3_SECRET_ACCESS_KEY", "key"}})) << "without an endpoint there is no object store";
}

TEST(Config, never_puts_a_bad_value_into_its_complaint) {
    const auto config = read({{"DATABASE_URL", "mysql://chatter:geheim@db/chatter"}});
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error().front().find("geheim"), std::string::npos);
}

}  // namespace
}  // namespace chatter::app
