#include "app/app.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>

#include "app/data_folder.hpp"
#include "app/embedded_client.hpp"
#include "app/port_owner.hpp"
#include "app/site_map.hpp"
#include "app/stores.hpp"
#include "auth/argon2_hasher.hpp"
#include "auth/jwt_signer.hpp"
#include "auth/verified_tokens.hpp"
#include "base/blocking_pool.hpp"
#include "base/log.hpp"
#include "chat/images.hpp"
#include "chat/message_changes.hpp"
#include "chat/read_markers.hpp"
#include "chat/search.hpp"
#include "http/api.hpp"
#include "media/decoder_process.hpp"
#include "net/errc.hpp"
#include "net/http_server.hpp"
#include "net/static_site.hpp"
#include "realtime/broadcaster.hpp"
#include "realtime/gateway.hpp"
#include "socketio/server.hpp"

namespace chatter::app {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t password_threads = 2;
constexpr std::size_t password_queue_max = 64;
constexpr std::size_t verified_tokens_max = 16 * 1024;
constexpr auto in_flight_deadline = 2s;
constexpr auto goodbye_deadline = 2s;

std::size_t worker_count(const Config& config) {
    if (config.workers > 0) return config.workers;
    return std::max(1U, std::thread::hardware_concurrency());
}

std::vector<std::string> client_origins(const Config& config, std::uint16_t port) {
    if (!config.client_origins.empty()) return config.client_origins;
    return {"http://localhost:" + std::to_string(port), "http://localhost:5173"};
}

/// A socket handshake that says where it comes from must come from the client (contract, section 3).
Task<std::expected<void, std::string>> refuse_foreign_origin(const net::Request& request,
                                                             const std::vector<std::string>& origins) {
    const auto origin = request.fields.get("Origin");
    if (!origin.empty() && std::ranges::find(origins, origin) == origins.end())
        co_return std::unexpected("Forbidden");
    co_return std::expected<void, std::string>();
}

template <class Condition>
void wait_until(Condition condition, std::chrono::milliseconds at_most) {
    const auto deadline = std::chrono::steady_clock::now() + at_most;
    while (!condition() && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(5ms);
}

void warn_of_unused_settings(const Config& config) {
    const auto warn = [](bool is_set, std::string_view name) {
        if (is_set) log::warn("A setting has no effect in this version", {{"name", name}});
    };
    warn(!config.redis_url.empty(), "REDIS_URL");
    warn(!config.s3_endpoint.empty(), "S3_ENDPOINT");
    warn(config.metrics_port.has_value(), "METRICS_PORT");
    if (!config.sqlite_path()) return;
    warn(!config.direct_url.empty(), "DIRECT_URL");
    warn(!config.database_replica_url.empty(), "DATABASE_REPLICA_URL");
}

}  // namespace

/// In the order of making; the last made goes first. The workers outlive all that may still post to them.
struct App::Parts {
    explicit Parts(const Config& config)
        : workers(worker_count(config)), passwords("passwords", password_threads, password_queue_max) {}

    SystemClock clock;
    SystemRandom random;
    net::WorkerGroup workers;
    BlockingPool passwords;
    std::unique_ptr<net::StaticSite> site;
    std::unique_ptr<socketio::Server> io;
    std::unique_ptr<realtime::Broadcaster> broadcaster;
    std::optional<Stores> stores;
    std::unique_ptr<auth::JwtSigner> signer;
    std::unique_ptr<auth::VerifiedTokens> tokens;
    std::unique_ptr<auth::Argon2Hasher> hasher;
    std::unique_ptr<media::DecoderProcess> decoder;
    std::unique_ptr<chat::Accounts> accounts;
    std::unique_ptr<chat::Rooms> rooms;
    std::unique_ptr<chat::RoomKeeping> room_keeping;
    std::unique_ptr<chat::Invites> invites;
    std::unique_ptr<chat::Messages> messages;
    std::unique_ptr<chat::MessageChanges> message_changes;
    std::unique_ptr<chat::ReadMarkers> read_markers;
    std::unique_ptr<chat::Images> images;
    std::unique_ptr<chat::Search> search;
    std::unique_ptr<realtime::Gateway> gateway;
    std::unique_ptr<http::Api> api;
    SiteMap site_map;
    std::unique_ptr<net::HttpServer> http;
    std::uint16_t port = 0;
    std::vector<std::string> origins;
    bool stopped = false;

    Result<void> open_site(const Config& config);
    Result<void> open_port(const Config& config);
    void make_realtime();
    void make_chat(const Config& config, std::string secret);
    void make_api(const Config& config);
    [[nodiscard]] chat::UseCases use_cases() {
        return {*accounts,        *rooms,        *room_keeping, *invites, *messages,
                *message_changes, *read_markers, *images,       *search};
    }
};

Result<void> App::Parts::open_site(const Config& config) {
    if (config.client_dist.empty()) {
        site = std::make_unique<net::StaticSite>(embedded_client());
        return {};
    }
    auto loaded = net::StaticSite::load(config.client_dist);
    if (!loaded)
        return fail(loaded.error().code,
                    "CLIENT_DIST cannot be served: " + config.client_dist + ": " + loaded.error().detail);
    site = std::move(*loaded);
    return {};
}

void App::Parts::make_realtime() {
    socketio::ServerOptions options;
    options.engine.path = "/socket.io/";
    options.engine.allow_request =
        [this](const net::Request& request) -> Task<std::expected<void, std::string>> {
        return refuse_foreign_origin(request, origins);
    };
    io = std::make_unique<socketio::Server>(workers, std::move(options), random);
    broadcaster = std::make_unique<realtime::Broadcaster>(io->of("/"));
}

void App::Parts::make_chat(const Config& config, std::string secret) {
    signer = std::make_unique<auth::JwtSigner>(std::move(secret));
    tokens = std::make_unique<auth::VerifiedTokens>(*signer, verified_tokens_max);
    hasher = std::make_unique<auth::Argon2Hasher>(passwords, random);
    decoder = std::make_unique<media::DecoderProcess>(media::DecoderOptions{});
    accounts = std::make_unique<chat::Accounts>(stores->users, stores->sessions, *hasher, *tokens, clock,
                                                random, config.registration);
    rooms = std::make_unique<chat::Rooms>(stores->rooms, clock, random);
    room_keeping = std::make_unique<chat::RoomKeeping>(stores->room_keeping, clock);
    invites = std::make_unique<chat::Invites>(stores->invites, clock, random);
    messages = std::make_unique<chat::Messages>(stores->messages, clock, random);
    message_changes = std::make_unique<chat::MessageChanges>(stores->message_changes, clock);
    read_markers = std::make_unique<chat::ReadMarkers>(stores->read_markers);
    images = std::make_unique<chat::Images>(stores->images, *decoder, clock, random);
    search = std::make_unique<chat::Search>(stores->search);
    gateway = std::make_unique<realtime::Gateway>(io->of("/"), use_cases(), clock);
}

void App::Parts::make_api(const Config& config) {
    http::ApiOptions options{.client_origins = origins,
                             .secure_cookies = config.production,
                             .trusted_proxies = config.trusted_proxies,
                             .ready_check = stores->check};
    api = std::make_unique<http::Api>(use_cases(), std::move(options), random);
    site_map.serve(*api, io->http(), *site);
}

Result<void> App::Parts::open_port(const Config& config) {
    http = std::make_unique<net::HttpServer>(workers, site_map);
    auto opened = http->listen(config.host.empty() ? "::" : config.host, config.port);
    if (!opened && config.host.empty() && opened.error().code == make_error_code(net::Errc::cannot_listen))
        opened = http->listen("0.0.0.0", config.port);  // a machine without IPv6
    if (opened) {
        port = *opened;
        return {};
    }
    const auto number = std::to_string(config.port);
    if (opened.error().code != make_error_code(net::Errc::address_in_use))
        return fail(opened.error().code, "Port " + number + " cannot be opened: " + opened.error().detail);
    const auto owner = find_port_owner(config.port);
    return fail(opened.error().code, "Port " + number + " is taken" + (owner ? " by " + *owner : "") +
                                         ". Stop that, or choose another with PORT");
}

App::App(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
App::~App() { stop(); }
std::uint16_t App::port() const noexcept { return parts_->port; }

Result<std::unique_ptr<App>> App::start(const Config& config) {
    if (auto prepared = prepare_data_folder(config); !prepared) return std::unexpected(prepared.error());
    SystemRandom random;
    auto secret = config.jwt_secret.empty() ? load_or_make_secret(config.data_dir, random)
                                            : Result<std::string>(config.jwt_secret);
    if (!secret) return std::unexpected(secret.error());

    auto parts = std::make_unique<Parts>(config);
    if (auto opened = parts->open_site(config); !opened) return std::unexpected(opened.error());
    // The port before the store: a second server on the same data must not even look at it.
    if (auto opened = parts->open_port(config); !opened) return std::unexpected(opened.error());
    parts->origins = client_origins(config, parts->port);
    parts->make_realtime();
    auto stores = open_stores(config, *parts->broadcaster);
    if (!stores) return std::unexpected(stores.error());
    parts->stores.emplace(std::move(*stores));
    parts->make_chat(config, std::move(*secret));
    parts->make_api(config);
    parts->workers.start();

    warn_of_unused_settings(config);
    log::info("Chatter is listening", {{"url", "http://localhost:" + std::to_string(parts->port)},
                                       {"store", parts->stores->name},
                                       {"workers", parts->workers.size()},
                                       {"version", CHATTER_VERSION}});
    return std::unique_ptr<App>(new App(std::move(parts)));
}

void App::stop() {
    if (!parts_ || std::exchange(parts_->stopped, true)) return;
    auto& parts = *parts_;
    parts.http->drain();
    wait_until([&] { return parts.gateway->in_flight() == 0; }, in_flight_deadline);
    parts.io->close();
    wait_until([&] { return parts.http->is_drained() && parts.io->session_count() == 0; }, goodbye_deadline);
    parts.decoder->stop();
    parts.workers.settle();  // the last frames leave at the end of a turn
    parts.workers.stop();
}

}  // namespace chatter::app
