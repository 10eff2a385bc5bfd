#include <CLI/CLI.hpp>
#include <boost/asio/basic_waitable_timer.hpp>

#include "base/time.hpp"
#include "socketio/examples/conformance/kinds.hpp"

namespace chatter::conformance {

namespace {

void declare_common(CLI::App& app, Flags& flags) {
    app.add_option("--as", flags.kind, "Which server")
        ->required()
        ->check(
            CLI::IsMember({"engine-echo", "protocol", "engine-client", "client", "everything", "cluster"}));
    app.add_option("--host", flags.host, "The address to listen on; default: 127.0.0.1 and ::1");
    app.add_option("--port", flags.port, "0: any that is free");
    app.add_option("--workers", flags.workers, "Threads")->check(CLI::Range(1, 64));
    app.add_option("--ping-interval-ms", flags.ping_interval_ms);
    app.add_option("--ping-timeout-ms", flags.ping_timeout_ms);
    app.add_option("--max-payload", flags.max_payload, "Bytes");
    app.add_option("--upgrade-timeout-ms", flags.upgrade_timeout_ms);
    app.add_option("--connect-timeout-ms", flags.connect_timeout_ms);
    app.add_option("--redis", flags.redis_url, "redis:// or rediss://, for cluster");
    app.add_option("--redis-adapter", flags.redis_adapter, "classic or sharded, for cluster");
    app.add_option("--subscription-mode", flags.subscription_mode, "dynamic, dynamic-private or static");
    app.add_option("--outbox-bytes", flags.outbox_bytes, "What may wait for one client");
}

void declare_of_everything(CLI::App& app, Flags& flags) {
    app.add_option("--path", flags.path);
    app.add_flag("--no-trailing-slash", flags.no_trailing_slash);
    app.add_option("--transports", flags.transports)->delimiter(',');
    app.add_flag("--no-upgrades", flags.no_upgrades);
    app.add_flag("--cookie", flags.cookie);
    app.add_option("--cookie-name", flags.cookie_name);
    app.add_option("--cookie-path", flags.cookie_path);
    app.add_option("--cookie-same-site", flags.cookie_same_site)
        ->check(CLI::IsMember({"strict", "lax", "none"}));
    app.add_flag("--cookie-no-http-only", flags.cookie_no_http_only);
    app.add_option("--cors-origin", flags.cors_origins, "Once or more; * or reflect alone")
        ->allow_extra_args(false);
    app.add_flag("--cors-credentials", flags.cors_credentials);
    app.add_option("--cors-methods", flags.cors_methods);
    app.add_option("--cors-headers", flags.cors_headers);
    app.add_option("--cors-expose", flags.cors_expose);
    app.add_option("--cors-max-age", flags.cors_max_age, "Seconds");
    app.add_flag("--no-http-compression", flags.no_http_compression);
    app.add_option("--http-compression-threshold", flags.http_compression_threshold, "Bytes");
    app.add_flag("--deflate", flags.deflate);
    app.add_option("--deflate-threshold", flags.deflate_threshold, "Bytes");
    app.add_flag("--header-hooks", flags.header_hooks);
    app.add_flag("--middleware", flags.middleware);
    app.add_option("--recovery-ms", flags.recovery_ms);
    app.add_flag("--recovery-middlewares", flags.recovery_middlewares);
    app.add_flag("--cleanup-namespaces", flags.cleanup_namespaces);
    app.add_option("--serve-client", flags.serve_client, "The folder of the client's bundle");
}

}  // namespace

std::optional<Flags> parse(int argc, char** argv, int& exit_code) {
    CLI::App app("The servers that Socket.IO conformance suites expect to find");
    Flags flags;
    declare_common(app, flags);
    declare_of_everything(app, flags);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        exit_code = app.exit(error) == 0 ? 0 : 2;
        return std::nullopt;
    }
    return flags;
}

void Flags::apply_to(engineio::ServerOptions& options) const {
    auto& session = options.session;
    if (ping_interval_ms) session.ping_interval = milliseconds(*ping_interval_ms);
    if (ping_timeout_ms) session.ping_timeout = milliseconds(*ping_timeout_ms);
    if (upgrade_timeout_ms) session.upgrade_timeout = milliseconds(*upgrade_timeout_ms);
    if (max_payload) session.payload_bytes_max = *max_payload;
    if (outbox_bytes) session.outbox_bytes_max = *outbox_bytes;
}

void Flags::apply_to(socketio::ServerOptions& options) const {
    apply_to(options.engine);
    if (connect_timeout_ms) options.connect_timeout = milliseconds(*connect_timeout_ms);
}

Task<void> wait(milliseconds duration) {
    using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                             asio::wait_traits<std::chrono::steady_clock>, WorkerExecutor>;
    Timer timer(co_await asio::this_coro::executor, duration);
    co_await timer.async_wait(use_task);
}

std::string iso_date_now() { return to_iso8601(SystemClock().now()); }

}  // namespace chatter::conformance
