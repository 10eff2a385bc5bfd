// What more than one machine shares: Redis, and an object store for images.
#include <algorithm>
#include <charconv>

#include "app/setting.hpp"
#include "cluster/redis/url.hpp"
#include "objects/s3_address.hpp"

namespace chatter::app {

namespace {

Setting redis_setting() {
    auto made = text_setting("REDIS_URL", "Redis, for more than one node: redis:// or, over TLS, rediss://",
                             "redis://:password@redis.example.com:6379", &Config::redis_url, Secrecy::url);
    made.read = [](Config& config, const std::string& value) -> Wrong {
        const auto address = cluster::redis::parse_url(value);
        if (!address) return address.error().detail;
        config.redis_url = value;
        return std::nullopt;
    };
    return made;
}

Setting adapter_setting() {
    using cluster::AdapterKind;
    return setting(
        "REDIS_ADAPTER",
        "with REDIS_URL: which of Node's adapters all servers speak: classic, or sharded (Redis 7)",
        "classic",
        [](Config& config, const std::string& value) -> Wrong {
            if (value == "classic")
                config.redis_adapter = AdapterKind::classic;
            else if (value == "sharded")
                config.redis_adapter = AdapterKind::sharded;
            else
                return choice_error("classic or sharded");
            return std::nullopt;
        },
        [](const Config& config) {
            return config.redis_adapter == AdapterKind::sharded ? "sharded" : "classic";
        });
}

Setting subscription_mode_setting() {
    using cluster::SubscriptionMode;
    return setting(
        "REDIS_SUBSCRIPTION_MODE",
        "with REDIS_ADAPTER=sharded: which rooms have channels of their own: dynamic, dynamic-private or "
        "static",
        "dynamic",
        [](Config& config, const std::string& value) -> Wrong {
            if (value == "dynamic")
                config.redis_subscription_mode = SubscriptionMode::dynamic;
            else if (value == "dynamic-private")
                config.redis_subscription_mode = SubscriptionMode::dynamic_private;
            else if (value == "static")
                config.redis_subscription_mode = SubscriptionMode::static_only;
            else
                return choice_error("dynamic, dynamic-private or static");
            return std::nullopt;
        },
        [](const Config& config) {
            if (config.redis_subscription_mode == SubscriptionMode::dynamic) return "dynamic";
            return config.redis_subscription_mode == SubscriptionMode::static_only ? "static"
                                                                                   : "dynamic-private";
        });
}

Setting drain_setting() {
    return setting(
        "DRAIN_MS", "with REDIS_URL: over how long a node that is told to stop lets its clients go", "5000",
        [](Config& config, const std::string& value) -> Wrong {
            std::uint32_t drain = 0;
            const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), drain);
            if (error != std::errc() || end != value.data() + value.size() || drain > 600'000)
                return "must be a whole number from 0 to 600000";
            config.drain = std::chrono::milliseconds(drain);
            return std::nullopt;
        },
        [](const Config& config) { return std::to_string(config.drain.count()); });
}

/// A text about which `complaint`, which says what is wrong with it, says nothing.
Setting checked_setting(std::string name, std::string meaning, std::string example,
                        std::string Config::* field, std::string (*complaint)(std::string_view)) {
    auto made = text_setting(std::move(name), std::move(meaning), std::move(example), field, Secrecy::url);
    made.read = [field, complaint](Config& config, const std::string& value) -> Wrong {
        if (auto wrong = complaint(value); !wrong.empty()) return wrong;
        config.*field = value;
        while ((config.*field).ends_with('/')) (config.*field).pop_back();
        return std::nullopt;
    };
    return made;
}

std::string complaint_about_region(std::string_view region) {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return std::ranges::all_of(region, fits) ? "" : "must be lower-case letters, digits and hyphens";
}

Setting addressing_setting() {
    using objects::Addressing;
    return setting(
        "S3_ADDRESSING", "where the bucket is named: auto, path, or virtual (in the host's name)", "auto",
        [](Config& config, const std::string& value) -> Wrong {
            if (value == "auto")
                config.s3_addressing = Addressing::automatic;
            else if (value == "path")
                config.s3_addressing = Addressing::path;
            else if (value == "virtual")
                config.s3_addressing = Addressing::virtual_host;
            else
                return choice_error("auto, path or virtual");
            return std::nullopt;
        },
        [](const Config& config) {
            if (config.s3_addressing == Addressing::automatic) return "auto";
            return config.s3_addressing == Addressing::path ? "path" : "virtual";
        });
}

}  // namespace

std::vector<Setting> scaling_settings() {
    return {
        redis_setting(),
        adapter_setting(),
        subscription_mode_setting(),
        drain_setting(),
        checked_setting("S3_ENDPOINT", "object store for images; without one they are in the database",
                        "https://s3.eu-central-1.amazonaws.com", &Config::s3_endpoint,
                        objects::complaint_about_web_address),
        checked_setting("S3_REGION", "its region", "eu-central-1", &Config::s3_region,
                        complaint_about_region),
        checked_setting("S3_BUCKET", "its bucket", "chatter-images", &Config::s3_bucket,
                        objects::complaint_about_bucket),
        addressing_setting(),
        text_setting("S3_ACCESS_KEY_ID", "its access key", "AKIA…", &Config::s3_access_key_id,
                     Secrecy::secret),
        text_setting("S3_SECRET_ACCESS_KEY", "its secret key", "…", &Config::s3_secret_access_key,
                     Secrecy::secret),
        checked_setting("S3_PUBLIC_URL", "where browsers fetch the images; the bucket itself when not set",
                        "https://images.example.com", &Config::s3_public_url,
                        objects::complaint_about_web_address),
    };
}

std::vector<std::pair<std::string_view, std::string_view>> missing_scaling_settings(const Config& config) {
    std::vector<std::pair<std::string_view, std::string_view>> missing;
    if (config.s3_endpoint.empty()) return missing;
    const auto check = [&missing](std::string_view name, const std::string& value) {
        if (value.empty()) missing.emplace_back(name, "must be set with S3_ENDPOINT");
    };
    check("S3_BUCKET", config.s3_bucket);
    check("S3_ACCESS_KEY_ID", config.s3_access_key_id);
    check("S3_SECRET_ACCESS_KEY", config.s3_secret_access_key);
    return missing;
}

}  // namespace chatter::app
