#include "app/ports.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>

#include "app/port_owner.hpp"
#include "app/service_manager.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "net/errc.hpp"
#include "net/tls/identity.hpp"

namespace chatter::app {

namespace {

constexpr std::string_view redirect_socket = "redirect";  // that of port 80, where systemd opens it
constexpr auto certificate_left_min = std::chrono::days(7);

std::string redirect_target(const std::vector<std::string>& origins) {
    const auto is_https = [](const std::string& origin) { return origin.starts_with("https://"); };
    const auto found = std::ranges::find_if(origins, is_https);
    return found == origins.end() ? origins.front() : *found;
}

Error cannot_open(std::uint16_t port, const Error& error, std::string_view variable) {
    const auto number = std::to_string(port);
    if (error.code != make_error_code(net::Errc::address_in_use))
        return {error.code, "Port " + number + " cannot be opened: " + error.detail};
    const auto owner = find_port_owner(port);
    return {error.code, "Port " + number + " is taken" + (owner ? " by " + owner->text() : "") +
                            ". Stop that, or choose another with " + std::string(variable)};
}

void tell_of_certificate(std::string_view sentence, const net::tls::Identity& identity) {
    const log::Field expires("expires", to_iso8601(identity.expires()));
    if (identity.expires() - std::chrono::system_clock::now() > certificate_left_min)
        log::info(sentence, {expires});
    else
        log::warn("The certificate has to be renewed", {expires});
}

Result<std::uint16_t> listen(net::HttpServer& server, const std::string& host, std::uint16_t port) {
    auto opened = server.listen(host.empty() ? "::" : host, port);
    if (!opened && host.empty() && opened.error().code == make_error_code(net::Errc::cannot_listen))
        opened = server.listen("0.0.0.0", port);  // a machine without IPv6
    return opened;
}

}  // namespace

/// What the service manager has opened: sockets for the client, and those for plain HTTP that is sent on.
struct Ports::Inherited {
    std::vector<int> own, redirect;

    explicit Inherited(bool has_redirect) {
        for (const auto& socket : take_inherited_sockets())
            (has_redirect && socket.name == redirect_socket ? redirect : own).push_back(socket.descriptor);
    }
};

Result<void> Ports::open(const Config& config) {
    if (auto read = read_certificate(config); !read) return read;
    const Inherited inherited(identity_ != nullptr);
    if (auto opened = open_port(config, inherited); !opened) return opened;
    url_ = (identity_ ? "https://localhost:" : "http://localhost:") + std::to_string(port_);
    origins_ = config.client_origins;
    if (origins_.empty()) origins_ = {url_, "http://localhost:5173"};
    if (auto opened = open_redirect_port(config, inherited); !opened) return opened;
    return open_metrics_port(config);
}

Result<void> Ports::read_certificate(const Config& config) {
    if (!config.has_tls()) return {};
    certificate_path_ = config.tls_cert;
    key_path_ = config.tls_key;
    auto loaded = net::tls::Identity::load(certificate_path_, key_path_);
    if (!loaded)
        return fail(loaded.error().code, "TLS_CERT and TLS_KEY cannot be used: " + loaded.error().detail);
    identity_ = std::move(*loaded);
    tell_of_certificate("The certificate was read", *identity_);
    return {};
}

Result<void> Ports::open_port(const Config& config, const Inherited& inherited) {
    http_ = std::make_unique<net::HttpServer>(
        workers_, service_, net::HttpLimits(),
        net::HttpsOptions{.identity = identity_, .strict_transport = config.production});
    connections_ = std::make_unique<metrics::Reading>(
        "chatter_http_connections", "Connections that speak HTTP.", metrics::Labels(),
        [this] { return static_cast<double>(http_->connection_count()); });
    for (const int descriptor : inherited.own) {
        const auto opened = http_->listen_on(descriptor);
        if (!opened) return std::unexpected(opened.error());
        if (port_ == 0) port_ = *opened;
    }
    if (port_ != 0) return {};
    const auto opened = listen(*http_, config.host, config.port);
    if (!opened) return std::unexpected(cannot_open(config.port, opened.error(), "PORT"));
    port_ = *opened;
    return {};
}

Result<void> Ports::open_redirect_port(const Config& config, const Inherited& inherited) {
    if (!identity_) return {};
    redirect_ = std::make_unique<HttpsRedirect>(redirect_target(origins_));
    redirect_http_ = std::make_unique<net::HttpServer>(workers_, *redirect_);
    for (const int descriptor : inherited.redirect)
        if (const auto opened = redirect_http_->listen_on(descriptor); !opened)
            return std::unexpected(opened.error());
    if (!config.tls_redirect_port) return {};
    const auto opened = listen(*redirect_http_, config.host, *config.tls_redirect_port);
    if (!opened)
        return std::unexpected(cannot_open(*config.tls_redirect_port, opened.error(), "TLS_REDIRECT_PORT"));
    return {};
}

Result<void> Ports::open_metrics_port(const Config& config) {
    if (!config.metrics_port) return {};
    metrics_http_ = std::make_unique<net::HttpServer>(workers_, metrics_service_);
    const auto opened = metrics_http_->listen("127.0.0.1", *config.metrics_port);
    if (!opened) return std::unexpected(cannot_open(*config.metrics_port, opened.error(), "METRICS_PORT"));
    return {};
}

void Ports::reload_certificate() {
    if (!identity_) return log::info("There is no certificate to read anew: TLS_CERT is not set");
    auto loaded = net::tls::Identity::load(certificate_path_, key_path_);
    if (!loaded)
        return log::error("The certificate cannot be used; the present one stays",
                          {{"cause", loaded.error().detail}});
    identity_ = std::move(*loaded);
    http_->use(identity_);
    tell_of_certificate("The certificate was read anew", *identity_);
}

void Ports::drain() {
    http_->drain();
    if (redirect_http_) redirect_http_->drain();
    if (metrics_http_) metrics_http_->drain();
}

}  // namespace chatter::app
