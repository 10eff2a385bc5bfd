#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "chat/accounts.hpp"
#include "chat/rate_class.hpp"
#include "cluster/adapter_kind.hpp"
#include "http/client_address.hpp"
#include "objects/s3_address.hpp"

namespace chatter::app {

/// Everything an operator may set, by environment variable. Declared once, in config.cpp: reading, checking,
/// hiding secrets and `chatter config show` all come from that table.
struct Config {
    std::string data_dir = "data";
    std::string database_url;  // empty: SQLite in the data directory
    std::string direct_url;
    std::string database_replica_url;
    std::string jwt_secret;  // empty: made once, kept in the data directory
    std::string host;        // empty: every address, IPv6 and IPv4
    std::uint16_t port = 3000;
    std::string tls_cert, tls_key;  // both or none: HTTPS without a proxy
    std::optional<std::uint16_t> tls_redirect_port;
    std::vector<std::string> client_origins;  // empty: this server itself, and Vite's dev server
    bool production = false;
    std::string redis_url;
    cluster::AdapterKind redis_adapter = cluster::AdapterKind::classic;
    cluster::SubscriptionMode redis_subscription_mode = cluster::SubscriptionMode::dynamic;
    /// Over how long one of several nodes lets its clients go when it is told to stop.
    std::chrono::milliseconds drain{5'000};
    std::string s3_endpoint;  // empty: images are in the database
    std::string s3_region = "us-east-1", s3_bucket, s3_access_key_id, s3_secret_access_key;
    std::string s3_public_url;  // empty: the bucket's own address
    objects::Addressing s3_addressing = objects::Addressing::automatic;
    chat::RateLimits rate_limits;
    std::optional<std::uint16_t> metrics_port;
    chat::Registration registration = chat::Registration::open;
    http::TrustedProxies trusted_proxies;
    std::string trust_proxy;
    std::optional<log::Level> log_level;  // info
    std::string client_dist;              // empty: the client inside the binary
    std::string asset_base_url;           // empty: the client's assets come from here
    std::size_t workers = 0;              // 0: one a core
    /// How long somebody whose last connection has ended is still shown as here.
    std::chrono::milliseconds presence_grace{10'000};

    /// Where the SQLite file is; nothing for another kind of database.
    [[nodiscard]] std::optional<std::string> sqlite_path() const;
    /// Whether HTTPS is spoken here, not by a proxy.
    [[nodiscard]] bool has_tls() const noexcept { return !tls_cert.empty(); }
};

/// How the environment is asked: a variable's value, nothing when it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
[[nodiscard]] Environment process_environment();

/// What is wrong with a variable, in a line for the operator: name, reason, example.
struct Complaint {
    std::string name;
    std::string line;
};

/// Every variable as far as it makes sense; one that does not is left at its default.
struct SettingsRead {
    Config config;
    std::vector<Complaint> complaints;
};
[[nodiscard]] SettingsRead read_settings(const Environment& environment);

/// Reads every variable; or says, one line each, what is wrong with all that are wrong.
[[nodiscard]] std::expected<Config, std::vector<std::string>> read_config(const Environment& environment);

/// A line a variable: `NAME=value`, secrets as `(hidden)`, passwords in URLs as `***`.
[[nodiscard]] std::string show_config(const Config& config);

/// A table of all variables with their meaning, for `chatter --help`.
[[nodiscard]] std::string describe_variables();

/// Whether a secret that signs sessions could be guessed, as far as its looks tell.
[[nodiscard]] bool is_weak_secret(std::string_view secret);

/// `postgresql://user:***@host/db` for `postgresql://user:secret@host/db`.
[[nodiscard]] std::string without_password(std::string_view url);

}  // namespace chatter::app
