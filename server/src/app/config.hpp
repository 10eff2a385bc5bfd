#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "chat/accounts.hpp"
#include "http/client_address.hpp"

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
    std::vector<std::string> client_origins;  // empty: this server itself, and Vite's dev server
    bool production = false;
    std::string redis_url;
    std::string s3_endpoint, s3_region, s3_bucket, s3_access_key_id, s3_secret_access_key, s3_public_url;
    bool rate_limit = true;
    std::optional<std::uint16_t> metrics_port;
    chat::Registration registration = chat::Registration::open;
    http::TrustedProxies trusted_proxies;
    std::string trust_proxy;
    std::optional<log::Level> log_level;  // info
    std::string client_dist;              // empty: the client inside the binary
    std::size_t workers = 0;              // 0: one a core

    /// Where the SQLite file is; nothing for another kind of database.
    [[nodiscard]] std::optional<std::string> sqlite_path() const;
};

/// How the environment is asked: a variable's value, nothing when it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
[[nodiscard]] Environment process_environment();

/// Reads every variable; or says, one line each, what is wrong with all that are wrong: name, reason,
/// example.
[[nodiscard]] std::expected<Config, std::vector<std::string>> read_config(const Environment& environment);

/// A line a variable: `NAME=value`, secrets as `(hidden)`, passwords in URLs as `***`.
[[nodiscard]] std::string show_config(const Config& config);

/// A table of all variables with their meaning, for `chatter --help`.
[[nodiscard]] std::string describe_variables();

/// `postgresql://user:***@host/db` for `postgresql://user:secret@host/db`.
[[nodiscard]] std::string without_password(std::string_view url);

}  // namespace chatter::app
