#include "app/config.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <set>

#include "app/setting.hpp"
#include "base/text.hpp"
#include "net/asset_base.hpp"

namespace chatter::app {

namespace {

constexpr std::size_t secret_characters_min = 32;
constexpr std::size_t secret_distinct_min = 8;
constexpr std::string_view hidden = "(hidden)";

template <class Number>
std::optional<Number> parse_number(std::string_view text, Number least, Number most) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
        return std::nullopt;
    return static_cast<Number>(value);
}

std::optional<std::string> read_origins(Config& config, const std::string& value);
std::optional<std::string> check_database_url(std::string_view value);

Setting url_setting(std::string name, std::string meaning, std::string example, std::string Config::* field,
                    bool sqlite_too) {
    auto made = text_setting(std::move(name), std::move(meaning), std::move(example), field, Secrecy::url);
    made.read = [field, sqlite_too](Config& config, const std::string& value) -> std::optional<std::string> {
        if (!sqlite_too && value.starts_with("sqlite:")) return "must be a PostgreSQL URL";
        if (auto wrong = check_database_url(value)) return wrong;
        config.*field = value;
        return std::nullopt;
    };
    return made;
}

std::vector<Setting> database_settings() {
    return {
        url_setting("DATABASE_URL", "the database: postgresql://… (pooled), or sqlite:PATH",
                    "sqlite:data/chatter.db", &Config::database_url, true),
        url_setting("DIRECT_URL", "direct PostgreSQL URL, for migrations, export and import only",
                    "postgresql://chatter:password@db.example.com/chatter", &Config::direct_url, true),
        url_setting("DATABASE_REPLICA_URL", "read replica for history, room lists and search",
                    "postgresql://chatter:password@replica.example.com/chatter",
                    &Config::database_replica_url, false),
        text_setting("DATA_DIR", "folder of the SQLite file and the generated secret", "/var/lib/chatter",
                     &Config::data_dir),
    };
}

std::vector<Setting> network_settings() {
    return {
        text_setting("HOST", "IP address to listen on; every one when not set", "127.0.0.1", &Config::host),
        setting(
            "PORT", "port to listen on; 0 lets the system choose", "3000",
            [](Config& config, const std::string& value) -> Wrong {
                const auto port = parse_number<std::uint16_t>(value, 0, 65535);
                if (!port) return "must be a whole number from 0 to 65535";
                config.port = *port;
                return std::nullopt;
            },
            [](const Config& config) { return std::to_string(config.port); }),
        text_setting(
            "TLS_CERT",
            "PEM file with the certificate and its chain: HTTPS without a proxy; SIGHUP reads it anew",
            "/etc/chatter/tls/fullchain.pem", &Config::tls_cert),
        text_setting("TLS_KEY", "PEM file with its key", "/etc/chatter/tls/privkey.pem", &Config::tls_key),
        setting(
            "TLS_REDIRECT_PORT", "port that sends plain HTTP on to the first CLIENT_ORIGIN", "80",
            [](Config& config, const std::string& value) -> Wrong {
                config.tls_redirect_port = parse_number<std::uint16_t>(value, 1, 65535);
                return config.tls_redirect_port ? Wrong() : "must be a whole number from 1 to 65535";
            },
            [](const Config& config) {
                return config.tls_redirect_port ? std::to_string(*config.tls_redirect_port) : "";
            }),
        setting("CLIENT_ORIGIN", "exact origin(s) of the client, comma-separated, no trailing slash",
                "https://chat.example.com", read_origins,
                [](const Config& config) {
                    std::string list;
                    for (const auto& origin : config.client_origins)
                        list += (list.empty() ? "" : ",") + origin;
                    return list;
                }),
        setting(
            "TRUST_PROXY", "whose X-Forwarded-For counts: a number of hops, addresses, ranges, or `loopback`",
            "loopback",
            [](Config& config, const std::string& value) -> Wrong {
                auto proxies = http::TrustedProxies::parse(value);
                if (!proxies) return proxies.error().detail;
                config.trusted_proxies = std::move(*proxies);
                config.trust_proxy = value;
                return std::nullopt;
            },
            [](const Config& config) { return config.trust_proxy; }),
        text_setting("CLIENT_DIST", "folder of a built client to serve instead of the one inside the binary",
                     "/opt/chatter/client/dist", &Config::client_dist),
        setting(
            "ASSET_BASE_URL", "where a CDN serves what is under /assets/ here, no trailing slash",
            "https://cdn.example.com",
            [](Config& config, const std::string& value) -> Wrong {
                if (!net::is_asset_base(value))
                    return "must be http(s)://HOST[/PATH], without a trailing slash";
                config.asset_base_url = value;
                return std::nullopt;
            },
            [](const Config& config) { return config.asset_base_url; }),
        setting(
            "METRICS_PORT", "loopback port for Prometheus; no metrics when not set", "9100",
            [](Config& config, const std::string& value) -> Wrong {
                config.metrics_port = parse_number<std::uint16_t>(value, 1, 65535);
                if (config.metrics_port) return std::nullopt;
                return "must be a whole number from 1 to 65535, or not be set where no metrics are wanted";
            },
            [](const Config& config) {
                return config.metrics_port ? std::to_string(*config.metrics_port) : "";
            }),
        setting(
            "WORKERS", "worker threads; one a core when not set", "2",
            [](Config& config, const std::string& value) -> Wrong {
                const auto workers = parse_number<std::size_t>(value, 1, 256);
                if (!workers) return "must be a whole number from 1 to 256";
                config.workers = *workers;
                return std::nullopt;
            },
            [](const Config& config) { return config.workers == 0 ? "" : std::to_string(config.workers); }),
        setting(
            "PRESENCE_GRACE_MS", "how long somebody whose last connection has ended is shown as here",
            "10000",
            [](Config& config, const std::string& value) -> Wrong {
                const auto grace = parse_number<std::uint32_t>(value, 0, 600'000);
                if (!grace) return "must be a whole number from 0 to 600000";
                config.presence_grace = std::chrono::milliseconds(*grace);
                return std::nullopt;
            },
            [](const Config& config) { return std::to_string(config.presence_grace.count()); }),
    };
}

std::vector<Setting> policy_settings() {
    return {
        setting(
            "NODE_ENV", "`production` turns on the Secure cookie, strict checks and JSON logs", "production",
            [](Config& config, const std::string& value) -> Wrong {
                if (value != "production" && value != "development" && value != "test")
                    return choice_error("production, development or test");
                config.production = value == "production";
                return std::nullopt;
            },
            [](const Config& config) { return config.production ? "production" : "development"; }),
        text_setting("JWT_SECRET",
                     "secret that signs sessions, 32 characters or more; made once when not set",
                     "the output of: openssl rand -hex 32", &Config::jwt_secret, Secrecy::secret),
        setting(
            "REGISTRATION", "who may sign up: open, invite or closed (the first user always may)", "open",
            [](Config& config, const std::string& value) -> Wrong {
                if (value == "open")
                    config.registration = chat::Registration::open;
                else if (value == "invite")
                    config.registration = chat::Registration::invite;
                else if (value == "closed")
                    config.registration = chat::Registration::closed;
                else
                    return choice_error("open, invite or closed");
                return std::nullopt;
            },
            [](const Config& config) {
                return config.registration == chat::Registration::open     ? "open"
                       : config.registration == chat::Registration::invite ? "invite"
                                                                           : "closed";
            }),
        setting(
            "LOG_LEVEL", "debug, info, warn, error or off", "info",
            [](Config& config, const std::string& value) -> Wrong {
                if (value == "debug")
                    config.log_level = log::Level::debug;
                else if (value == "info")
                    config.log_level = log::Level::info;
                else if (value == "warn")
                    config.log_level = log::Level::warn;
                else if (value == "error")
                    config.log_level = log::Level::error;
                else if (value == "off")
                    config.log_level = log::Level::off;
                else
                    return choice_error("debug, info, warn, error or off");
                return std::nullopt;
            },
            [](const Config& config) -> std::string {
                switch (config.log_level.value_or(log::Level::info)) {
                    case log::Level::debug: return "debug";
                    case log::Level::info: return "info";
                    case log::Level::warn: return "warn";
                    case log::Level::error: return "error";
                    case log::Level::off: break;
                }
                return "off";
            }),
    };
}

constexpr std::uint32_t rate_quantity_max = 1'000'000;
constexpr std::uint32_t rate_window_max = 86'400;
constexpr std::uint32_t rate_a_second_max = 100'000;

/// `600/60`: 600 in 60 seconds; 0 is no limit.
std::optional<RateLimit> parse_rate(std::string_view text) {
    if (text == "0") return RateLimit();
    const auto slash = std::min(text.find('/'), text.size());
    const auto quantity = parse_number<std::uint32_t>(text.substr(0, slash), 1, rate_quantity_max);
    const auto window =
        parse_number<std::uint32_t>(text.substr(std::min(slash + 1, text.size())), 1, rate_window_max);
    if (!quantity || !window || *quantity / *window > rate_a_second_max) return std::nullopt;
    return RateLimit{.quantity = *quantity, .window = std::chrono::seconds(*window)};
}

std::string show_rate(RateLimit limit) {
    if (limit.quantity == 0) return "0";
    return std::to_string(limit.quantity) + "/" + std::to_string(limit.window.count());
}

Setting rate_setting(std::string name, std::string meaning, RateLimit chat::RateLimits::* field) {
    return setting(
        std::move(name), std::move(meaning), show_rate(chat::RateLimits().*field),
        [field](Config& config, const std::string& value) -> Wrong {
            const auto limit = parse_rate(value);
            if (!limit) return "must be how many in how many seconds, or 0 for no limit";
            config.rate_limits.*field = *limit;
            return std::nullopt;
        },
        [field](const Config& config) { return show_rate(config.rate_limits.*field); });
}

std::vector<Setting> rate_settings() {
    using Limits = chat::RateLimits;
    return {
        setting(
            "RATE_LIMIT", "on, or off for load tests", "on",
            [](Config& config, const std::string& value) -> Wrong {
                if (value != "on" && value != "off") return choice_error("on or off");
                config.rate_limits.on = value == "on";
                return std::nullopt;
            },
            [](const Config& config) { return config.rate_limits.on ? "on" : "off"; }),
        rate_setting("RATE_LIMIT_SIGN_IN", "sign-ins from one address, as COUNT/SECONDS", &Limits::sign_in),
        rate_setting("RATE_LIMIT_REGISTRATION", "registrations from one address", &Limits::registration),
        rate_setting("RATE_LIMIT_PASSWORD", "wrong passwords for one account from one address",
                     &Limits::guesses),
        rate_setting("RATE_LIMIT_PASSWORD_ANYWHERE",
                     "wrong passwords for one account from addresses where it is not signed in",
                     &Limits::guesses_anywhere),
        rate_setting("RATE_LIMIT_SENDING", "messages, edits, reactions and pins of one person",
                     &Limits::sending),
        rate_setting("RATE_LIMIT_CHANGES", "other changes, of rooms and settings", &Limits::changes),
        rate_setting("RATE_LIMIT_UPLOAD", "uploads", &Limits::upload),
        rate_setting("RATE_LIMIT_SEARCH", "searches", &Limits::search),
        rate_setting("RATE_LIMIT_READS", "other reads", &Limits::reads),
        rate_setting("RATE_LIMIT_SIGNALS", "typing, presence, read markers and drafts", &Limits::signals),
        setting(
            "RATE_LIMIT_ADDRESS_PEOPLE", "as many people's limits does one address have", "10",
            [](Config& config, const std::string& value) -> Wrong {
                const auto people = parse_number<std::uint32_t>(value, 1, 100'000);
                if (!people) return "must be a whole number from 1 to 100000";
                config.rate_limits.people_per_address = *people;
                return std::nullopt;
            },
            [](const Config& config) { return std::to_string(config.rate_limits.people_per_address); }),
    };
}

const std::vector<Setting>& settings() {
    static const auto all = [] {
        auto list = database_settings();
        for (auto&& more : {network_settings(), policy_settings(), rate_settings(), scaling_settings()})
            list.insert(list.end(), more.begin(), more.end());
        return list;
    }();
    return all;
}

std::string complaint(const Setting& wrong, std::string_view reason) {
    return wrong.name + " " + std::string(reason) + ". Example: " + wrong.name + "=" + wrong.example;
}

const Setting& setting_named(std::string_view name) {
    return *std::ranges::find(settings(), name, &Setting::name);
}

/// What is wrong with a URL behind its scheme. An @ or a slash in a password would cut it in the wrong place,
/// and part of the password would stand in errors as a host.
std::optional<std::string> check_authority(std::string_view rest) {
    if (rest.empty()) return "names no host";
    const auto at = rest.find('@');
    if (at != std::string_view::npos &&
        (rest.find('@', at + 1) != std::string_view::npos || rest.find('/') < at))
        return "has a password or user whose special characters are not written as %40 (@), %2F (/), %25 (%)";
    return std::nullopt;
}

std::optional<std::string> check_database_url(std::string_view value) {
    if (value.starts_with("sqlite:")) {
        if (value.size() == std::string_view("sqlite:").size()) return "names no file";
        return std::nullopt;
    }
    for (const std::string_view scheme : {"postgresql://", "postgres://"})
        if (value.starts_with(scheme)) return check_authority(value.substr(scheme.size()));
    return "must begin with postgresql:// or sqlite:";
}

/// What is wrong with one origin, if anything. Plain http is for this machine, and for development.
std::optional<std::string> check_origin(std::string_view origin, bool production) {
    const bool https = origin.starts_with("https://");
    if (!https && !origin.starts_with("http://"))
        return "must begin with https:// (or http:// on this machine)";
    const auto authority = origin.substr(https ? 8 : 7);
    if (authority.ends_with('/')) return "must have no trailing slash";
    if (authority.empty() || authority.find_first_of("/?#@ ") != std::string_view::npos)
        return "must be scheme, host and port, without a path";
    const auto host_end = authority.starts_with('[') ? authority.find(']') : authority.find(':');
    const auto host = authority.starts_with('[')
                          ? authority.substr(0, std::min(host_end, authority.size() - 1) + 1)
                          : authority.substr(0, std::min(host_end, authority.size()));
    const bool is_local = host == "localhost" || host == "127.0.0.1" || host == "[::1]";
    if (production && !https && !is_local) return "must be https in production";
    auto port = authority.substr(host.size());
    if (host.empty()) return "must be scheme, host and port, without a path";
    if (!port.empty() && (!port.starts_with(':') || !parse_number<std::uint16_t>(port.substr(1), 1, 65535)))
        return "has a port that is none";
    return std::nullopt;
}

std::optional<std::string> read_origins(Config& config, const std::string& value) {
    std::vector<std::string> origins;
    std::string_view rest = value;
    while (!rest.empty()) {
        const auto end = std::min(rest.find(','), rest.size());
        origins.emplace_back(trim(rest.substr(0, end)));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    for (const auto& origin : origins)
        if (auto wrong = check_origin(origin, config.production)) return wrong;
    config.client_origins = std::move(origins);
    return std::nullopt;
}

/// Adds what is wrong with a variable, unless something else is already.
void complain(SettingsRead& settings, std::string_view name, std::string_view reason) {
    if (std::ranges::find(settings.complaints, name, &Complaint::name) != settings.complaints.end()) return;
    settings.complaints.push_back({std::string(name), complaint(setting_named(name), reason)});
}

void check_for_production(SettingsRead& settings) {
    if (settings.config.jwt_secret.empty())
        complain(settings, "JWT_SECRET", "must be set in production");
    else if (is_weak_secret(settings.config.jwt_secret))
        complain(settings, "JWT_SECRET", "is weak: production needs 32 random characters or more");
    if (settings.config.client_origins.empty())
        complain(settings, "CLIENT_ORIGIN", "must be set in production");
}

void check_tls(SettingsRead& settings) {
    const auto& config = settings.config;
    if (config.tls_cert.empty() && !config.tls_key.empty())
        complain(settings, "TLS_CERT", "must be set where TLS_KEY is");
    if (!config.tls_cert.empty() && config.tls_key.empty())
        complain(settings, "TLS_KEY", "must be set where TLS_CERT is");
    if (!config.tls_redirect_port) return;
    if (!config.has_tls()) complain(settings, "TLS_REDIRECT_PORT", "needs TLS_CERT and TLS_KEY");
    if (*config.tls_redirect_port == config.port)
        complain(settings, "TLS_REDIRECT_PORT", "must be another port than PORT");
}

}  // namespace

Setting text_setting(std::string name, std::string meaning, std::string example, std::string Config::* field,
                     Secrecy secrecy) {
    return {.name = std::move(name),
            .meaning = std::move(meaning),
            .example = std::move(example),
            .secrecy = secrecy,
            .read =
                [field](Config& config, const std::string& value) {
                    config.*field = value;
                    return std::nullopt;
                },
            .show = [field](const Config& config) { return config.*field; }};
}

std::optional<std::string> Config::sqlite_path() const {
    if (database_url.empty()) return data_dir + "/chatter.db";
    if (database_url.starts_with("sqlite:")) return database_url.substr(std::string_view("sqlite:").size());
    return std::nullopt;
}

Environment process_environment() {
    return [](const std::string& name) -> std::optional<std::string> {
        const char* const value =
            std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): before any thread
        if (!value) return std::nullopt;
        return std::string(value);
    };
}

SettingsRead read_settings(const Environment& environment) {
    SettingsRead settings_read;
    auto& [config, complaints] = settings_read;
    // Other checks depend on it, so it is known first.
    config.production = environment("NODE_ENV") == "production";
    for (const auto& one : settings()) {
        const auto value = environment(one.name);
        if (!value || value->empty()) continue;
        if (const auto reason = one.read(config, *value))
            complaints.push_back({one.name, complaint(one, *reason)});
    }
    check_tls(settings_read);
    for (const auto& [name, reason] : missing_scaling_settings(config)) complain(settings_read, name, reason);
    if (config.production) check_for_production(settings_read);
    return settings_read;
}

std::expected<Config, std::vector<std::string>> read_config(const Environment& environment) {
    auto [config, complaints] = read_settings(environment);
    if (complaints.empty()) return std::move(config);
    std::vector<std::string> lines;
    for (auto& one : complaints) lines.push_back(std::move(one.line));
    return std::unexpected(std::move(lines));
}

bool is_weak_secret(std::string_view secret) {
    if (secret.size() < secret_characters_min) return true;
    return std::set<char>(secret.begin(), secret.end()).size() < secret_distinct_min;
}

std::string without_password(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return std::string(url);
    const auto authority = scheme + 3;
    const auto authority_end = std::min(url.find_first_of("/?#", authority), url.size());
    const auto at = url.substr(0, authority_end).rfind('@');
    std::string shown(url);
    if (at != std::string_view::npos && at >= authority) {
        const auto colon = url.substr(0, at).find(':', authority);
        if (colon != std::string_view::npos)
            shown = std::string(url.substr(0, colon)) + ":***" + std::string(url.substr(at));
    }
    // libpq also takes the password as a parameter.
    for (const std::string_view name : {"?password=", "&password="}) {
        const auto begin = shown.find(name);
        if (begin == std::string::npos) continue;
        const auto value = begin + name.size();
        shown.replace(value, std::min(shown.find('&', value), shown.size()) - value, "***");
    }
    return shown;
}

std::string show_config(const Config& config) {
    std::string text;
    for (const auto& one : settings()) {
        auto value = one.show(config);
        if (one.secrecy == Secrecy::url) value = without_password(value);
        if (one.secrecy == Secrecy::secret && !value.empty()) value = hidden;
        text += one.name + "=" + value + "\n";
    }
    return text;
}

std::string describe_variables() {
    std::string text = "Environment:\n";
    for (const auto& one : settings()) {
        auto name = "  " + one.name;
        name.resize(std::max<std::size_t>(name.size() + 1, 26), ' ');
        text += name + one.meaning + "\n";
    }
    return text;
}

}  // namespace chatter::app
