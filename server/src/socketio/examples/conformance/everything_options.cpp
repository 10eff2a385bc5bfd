#include <stdexcept>

#include "base/text.hpp"
#include "socketio/examples/conformance/everything.hpp"

namespace chatter::conformance {

namespace {

Task<std::expected<void, std::string>> refuse_with_reason(const net::Request& request) {
    const auto reason = query_value(request.query, "deny");
    if (reason) co_return std::unexpected(*reason);
    co_return std::expected<void, std::string>();
}

Task<std::optional<net::Response>> end_or_fail_as_asked(net::Request& request, net::Fields& headers) {
    headers.add("X-Middleware", "yes");
    if (query_value(request.query, "fail")) throw std::runtime_error("no");
    if (!query_value(request.query, "end")) co_return std::nullopt;
    net::Response ended;
    ended.status = 503;
    ended.fields.add("Content-Type", "text/plain");
    ended.body = "ended";
    co_return ended;
}

std::optional<engineio::CorsOptions> cors(const Flags& flags) {
    const auto& origins = flags.cors_origins;
    if (origins.empty() && !flags.cors_credentials && !flags.cors_methods && !flags.cors_headers &&
        !flags.cors_expose && !flags.cors_max_age)
        return std::nullopt;
    engineio::CorsOptions options;
    if (origins.size() == 1 && origins.front() == "reflect")
        options.origins = engineio::CorsOptions::Reflect();
    else if (!origins.empty() && origins.front() != "*")
        options.origins = origins;
    options.credentials = flags.cors_credentials;
    options.methods = flags.cors_methods.value_or(options.methods);
    options.allowed_headers = flags.cors_headers.value_or("");
    options.exposed_headers = flags.cors_expose.value_or("");
    if (flags.cors_max_age) options.max_age = std::chrono::seconds(*flags.cors_max_age);
    return options;
}

std::optional<engineio::CookieOptions> cookie(const Flags& flags) {
    if (!flags.cookie && !flags.cookie_name && !flags.cookie_path && !flags.cookie_same_site &&
        !flags.cookie_no_http_only)
        return std::nullopt;
    engineio::CookieOptions options;
    options.name = flags.cookie_name.value_or(options.name);
    options.path = flags.cookie_path.value_or(options.path);
    options.http_only = !flags.cookie_no_http_only;
    if (flags.cookie_same_site == "strict") options.same_site = engineio::SameSite::strict;
    if (flags.cookie_same_site == "none") options.same_site = engineio::SameSite::none;
    return options;
}

void choose_transports(const Flags& flags, engineio::ServerOptions& options) {
    options.transports.clear();
    for (const auto& name : flags.transports)
        options.transports.push_back(name == "websocket" ? engineio::TransportKind::websocket
                                                         : engineio::TransportKind::polling);
    options.session.allow_upgrades = !flags.no_upgrades;
}

void choose_compression(const Flags& flags, engineio::ServerOptions& options) {
    if (flags.no_http_compression) options.http_compression.reset();
    if (flags.http_compression_threshold)
        options.http_compression = {.threshold_bytes = *flags.http_compression_threshold};
    if (flags.deflate || flags.deflate_threshold) options.per_message_deflate.emplace();
    if (flags.deflate_threshold) options.per_message_deflate->threshold_bytes = *flags.deflate_threshold;
}

}  // namespace

socketio::ServerOptions options_of_everything(const Flags& flags) {
    socketio::ServerOptions options;
    flags.apply_to(options);
    auto& engine = options.engine;
    engine.path = flags.path + "/";
    engine.add_trailing_slash = !flags.no_trailing_slash;
    choose_transports(flags, engine);
    choose_compression(flags, engine);
    engine.cors = cors(flags);
    engine.cookie = cookie(flags);
    engine.allow_request = refuse_with_reason;
    if (flags.middleware) engine.middlewares.emplace_back(end_or_fail_as_asked);
    if (flags.header_hooks) {
        engine.initial_headers = [](net::Fields& headers, const net::Request&) {
            headers.add("X-Initial", "yes");
        };
        engine.headers = [](net::Fields& headers, const net::Request&) { headers.add("X-Every", "yes"); };
    }
    options.serve_client = flags.serve_client;
    options.namespaces.cleanup_empty_child_namespaces = flags.cleanup_namespaces;
    if (flags.recovery_ms)
        options.recovery = {.max_disconnection_duration = milliseconds(*flags.recovery_ms),
                            .skip_middlewares = !flags.recovery_middlewares};
    return options;
}

}  // namespace chatter::conformance
