#include "app/app.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <chrono>
#include <optional>
#include <thread>

#include "app/data_folder.hpp"
#include "app/embedded_client.hpp"
#include "app/farewell.hpp"
#include "app/object_store.hpp"
#include "app/ports.hpp"
#include "app/site_map.hpp"
#include "app/stores.hpp"
#include "app/wait_until.hpp"
#include "auth/argon2_hasher.hpp"
#include "auth/jwt_signer.hpp"
#include "auth/verified_tokens.hpp"
#include "base/blocking_pool.hpp"
#include "base/errc.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "chat/administration.hpp"
#include "chat/audit_log.hpp"
#include "chat/drafts.hpp"
#include "chat/images.hpp"
#include "chat/local_rate_store.hpp"
#include "chat/message_changes.hpp"
#include "chat/message_lookup.hpp"
#include "chat/rate_limiter.hpp"
#include "chat/read_markers.hpp"
#include "chat/saved_messages.hpp"
#include "chat/search.hpp"
#include "cluster/redis/sharded_pubsub.hpp"
#include "cluster/redis_presence.hpp"
#include "cluster/redis_rate_store.hpp"
#include "cluster/socketio_adapter.hpp"
#include "http/api.hpp"
#include "media/decoder_process.hpp"
#include "net/static_site.hpp"
#include "objects/orphan_collector.hpp"
#include "objects/s3_object_store.hpp"
#include "realtime/broadcaster.hpp"
#include "realtime/gateway.hpp"
#include "realtime/local_listeners.hpp"
#include "realtime/missed_messages.hpp"
#include "realtime/ordered_delivery.hpp"
#include "realtime/presence_directory.hpp"
#include "realtime/resync.hpp"
#include "realtime/seen_writer.hpp"
#include "realtime/session_watch.hpp"
#include "socketio/server.hpp"

namespace chatter::app {

using namespace std::chrono_literals;

namespace {

constexpr unsigned workers_max = 256;  // as WORKERS has it
constexpr std::size_t password_threads = 2;
constexpr std::size_t password_queue_max = 64;
constexpr std::size_t verified_tokens_max = 16 * 1024;
constexpr auto in_flight_deadline = 2s;
constexpr auto goodbye_deadline = 2s;
constexpr auto last_seen_deadline = 500ms;
constexpr auto sharded_pubsub_limit = 1s;

std::size_t worker_count(const Config& config) {
    if (config.workers > 0) return config.workers;
    return std::clamp(std::thread::hardware_concurrency(), 1U, workers_max);
}

/// A socket handshake that says where it comes from must come from the client (contract, section 3).
Task<std::expected<void, std::string>> refuse_foreign_origin(const net::Request& request,
                                                             const std::vector<std::string>& origins) {
    const auto origin = request.fields.get("Origin");
    if (!origin.empty() && std::ranges::find(origins, origin) == origins.end())
        co_return std::unexpected("Forbidden");
    co_return std::expected<void, std::string>();
}

void warn_of_unused_settings(const Config& config) {
    const auto warn = [](bool is_set, std::string_view name) {
        if (is_set) log::warn("A setting has no effect in this version", {{"name", name}});
    };
    warn(config.s3_endpoint.empty() && !config.s3_bucket.empty(), "S3_BUCKET");
    if (!config.sqlite_path()) return;
    warn(!config.direct_url.empty(), "DIRECT_URL");
    warn(!config.database_replica_url.empty(), "DATABASE_REPLICA_URL");
}

/// Over connections of its own, before anything else stands. A Redis that does not answer keeps nobody from
/// starting.
Result<void> check_sharded_pubsub(const cluster::redis::Address& address, Random& random) {
    cluster::redis::Client client(address, random);
    client.start();
    const auto known = cluster::redis::has_sharded_pubsub(client, sharded_pubsub_limit);
    client.stop();
    if (known.value_or(true)) return {};
    return fail(
        Errc::unavailable,
        "REDIS_ADAPTER=sharded needs Redis 7 or later, or Valkey: the one that REDIS_URL names does not "
        "know SPUBLISH. Use that, or REDIS_ADAPTER=classic");
}

}  // namespace

/// In the order of making; the last made goes first. The workers outlive all that may still post to them.
struct App::Parts {
    explicit Parts(const Config& config)
        : workers(worker_count(config)),
          passwords("passwords", password_threads, password_queue_max),
          drain(config.drain),
          turned(workers.size()) {}

    metrics::Reading build_info{"chatter_build_info", "1, with the version that runs.",
                                metrics::Labels{{"version", CHATTER_VERSION}}, [] { return 1.0; }};
    SystemClock clock;
    SystemRandom random;
    net::WorkerGroup workers;
    BlockingPool passwords;
    std::unique_ptr<cluster::redis::Client> redis;  // null: one node
    Farewell farewell;
    std::chrono::milliseconds drain{0};
    std::unique_ptr<net::StaticSite> site;
    std::unique_ptr<socketio::Server> io;
    std::unique_ptr<realtime::OrderedDelivery> order;  // null: one node
    std::unique_ptr<realtime::LocalListeners> listeners;
    std::unique_ptr<realtime::MissedMessages> missed_messages;
    std::unique_ptr<cluster::RedisPresence> presence_peers;  // null: one node
    std::unique_ptr<realtime::PresenceDirectory> presence;
    std::unique_ptr<realtime::Broadcaster> broadcaster;
    std::optional<Stores> stores;
    std::unique_ptr<objects::S3ObjectStore> objects;  // null: images are in the database
    std::unique_ptr<objects::OrphanCollector> orphan_collector;
    std::unique_ptr<auth::JwtSigner> signer;
    std::unique_ptr<auth::VerifiedTokens> tokens;
    std::unique_ptr<auth::Argon2Hasher> hasher;
    std::unique_ptr<media::DecoderProcess> decoder;
    std::unique_ptr<chat::Accounts> accounts;
    std::unique_ptr<chat::Administration> administration;
    std::unique_ptr<chat::AuditLog> audit_log;
    std::unique_ptr<chat::Profiles> profiles;
    std::unique_ptr<chat::Blocks> blocks;
    std::unique_ptr<chat::Rooms> rooms;
    std::unique_ptr<chat::RoomKeeping> room_keeping;
    std::unique_ptr<chat::Invites> invites;
    std::unique_ptr<chat::Messages> messages;
    std::unique_ptr<chat::MessageChanges> message_changes;
    std::unique_ptr<chat::MessageLookup> message_lookup;
    std::unique_ptr<chat::ReadMarkers> read_markers;
    std::unique_ptr<chat::Drafts> drafts;
    std::unique_ptr<chat::SavedMessages> saved_messages;
    std::unique_ptr<chat::Images> images;
    std::unique_ptr<chat::Search> search;
    std::unique_ptr<chat::LocalRateStore> local_rate_store;
    std::unique_ptr<chat::RateStore> shared_rate_store;
    std::unique_ptr<chat::RateLimiter> rates;
    std::unique_ptr<realtime::SeenWriter> seen_writer;
    std::unique_ptr<realtime::Gateway> gateway;
    std::unique_ptr<realtime::SessionWatch> session_watch;
    std::unique_ptr<http::Api> api;
    SiteMap site_map;
    Ports ports{workers, site_map};
    bool stopped = false;
    std::atomic<std::size_t> turned;  // workers that have had a turn since is_alive() asked them

    Result<void> open_site(const Config& config);
    Result<void> open_redis(const Config& config);
    Task<Result<void>> check_ready();
    void make_realtime(const Config& config);
    void make_chat(const Config& config, std::string secret);
    void follow_rooms();
    void make_api(const Config& config);
    [[nodiscard]] chat::UseCases use_cases() {
        return {*accounts,     *administration, *audit_log, *profiles,        *blocks,         *rooms,
                *room_keeping, *invites,        *messages,  *message_changes, *message_lookup, *read_markers,
                *drafts,       *saved_messages, *images,    *search,          *rates};
    }
};

Result<void> App::Parts::open_site(const Config& config) {
    if (config.client_dist.empty()) {
        site = std::make_unique<net::StaticSite>(embedded_client());
    } else {
        auto loaded = net::StaticSite::load(config.client_dist);
        if (!loaded)
            return fail(loaded.error().code,
                        "CLIENT_DIST cannot be served: " + config.client_dist + ": " + loaded.error().detail);
        site = std::move(*loaded);
    }
    if (!config.asset_base_url.empty()) site->name_assets_at(config.asset_base_url);
    // As an object store on one's own machine may be. Into a page that came by HTTPS browsers load nothing of
    // it.
    if (const auto url = object_store_public_url(config); url.starts_with("http://"))
        site->allow_images_of(url.substr(0, url.find('/', std::string_view("http://").size())));
    return {};
}

Result<void> App::Parts::open_redis(const Config& config) {
    if (config.redis_url.empty()) return {};
    auto address = cluster::redis::parse_url(config.redis_url);
    if (!address) return fail(address.error().code, "REDIS_URL " + address.error().detail);
    if (config.redis_adapter == cluster::AdapterKind::sharded) {
        if (auto known = check_sharded_pubsub(*address, random); !known) return known;
    }
    redis = std::make_unique<cluster::redis::Client>(std::move(*address), random);
    redis->on_state([this, was_up = false](bool up) mutable {
        // What the other nodes have said meanwhile was not heard here.
        if (up && std::exchange(was_up, true))
            asio::co_spawn(workers[0].executor(), realtime::resync_all(io->of("/")), asio::detached);
    });
    return {};
}

Task<Result<void>> App::Parts::check_ready() {
    if (farewell.has_begun()) co_return fail(Errc::unavailable, "This server is being stopped.");
    auto checked = co_await stores->check();
    if (checked && redis && !redis->is_up()) co_return fail(Errc::unavailable, "Redis does not answer.");
    if (checked && objects) checked = co_await objects->check();
    co_return checked;
}

void App::Parts::make_realtime(const Config& config) {
    socketio::ServerOptions options;
    options.engine.path = "/socket.io/";
    options.engine.allow_request =
        [this](const net::Request& request) -> Task<std::expected<void, std::string>> {
        return refuse_foreign_origin(request, ports.origins());
    };
    if (redis) {
        order = std::make_unique<realtime::OrderedDelivery>();
        const auto gate = [this](const auto& event, const auto& audience, auto deliver) {
            order->take(event, audience, std::move(deliver));
        };
        options.engine.middlewares.push_back(farewell.doorkeeper());
        options.make_adapter =
            cluster::make_redis_adapter(*redis, random,
                                        {.kind = config.redis_adapter,
                                         .subscription_mode = config.redis_subscription_mode,
                                         .gate = gate});
    }
    io = std::make_unique<socketio::Server>(workers, std::move(options), random);
    if (redis) presence_peers = std::make_unique<cluster::RedisPresence>(*redis, random);
    presence = std::make_unique<realtime::PresenceDirectory>(workers, clock, config.presence_grace,
                                                             presence_peers.get());
    if (presence_peers) presence_peers->start(*presence);
    broadcaster = std::make_unique<realtime::Broadcaster>(io->of("/"), *presence, order.get());
}

void App::Parts::make_chat(const Config& config, std::string secret) {
    signer = std::make_unique<auth::JwtSigner>(std::move(secret));
    tokens = std::make_unique<auth::VerifiedTokens>(*signer, verified_tokens_max);
    hasher = std::make_unique<auth::Argon2Hasher>(passwords, random);
    decoder = std::make_unique<media::DecoderProcess>(media::DecoderOptions{});
    accounts =
        std::make_unique<chat::Accounts>(stores->users, stores->sessions, stores->accounts, stores->audit,
                                         *hasher, *tokens, clock, random, config.registration);
    const chat::ImageAddresses addresses(object_store_public_url(config));
    profiles = std::make_unique<chat::Profiles>(stores->accounts, addresses);
    blocks = std::make_unique<chat::Blocks>(stores->blocks, clock);
    administration = std::make_unique<chat::Administration>(stores->administration, stores->users,
                                                            stores->sessions, *hasher, clock, random);
    audit_log = std::make_unique<chat::AuditLog>(stores->audit);
    rooms = std::make_unique<chat::Rooms>(stores->rooms, clock, random);
    room_keeping = std::make_unique<chat::RoomKeeping>(stores->room_keeping, clock);
    invites = std::make_unique<chat::Invites>(stores->invites, clock, random);
    messages = std::make_unique<chat::Messages>(stores->messages, clock, random, addresses);
    message_changes = std::make_unique<chat::MessageChanges>(stores->message_changes, clock, addresses);
    message_lookup = std::make_unique<chat::MessageLookup>(stores->message_lookup);
    read_markers = std::make_unique<chat::ReadMarkers>(stores->read_markers);
    drafts = std::make_unique<chat::Drafts>(stores->drafts, clock);
    saved_messages = std::make_unique<chat::SavedMessages>(stores->saved_messages, clock);
    if (!config.s3_endpoint.empty())
        objects = std::make_unique<objects::S3ObjectStore>(object_store_options(config), random);
    images =
        std::make_unique<chat::Images>(stores->images, *decoder, clock, random,
                                       chat::ImagePlace{.objects = objects.get(), .addresses = addresses});
    search = std::make_unique<chat::Search>(stores->search);
    local_rate_store = std::make_unique<chat::LocalRateStore>(random);
    if (redis) shared_rate_store = std::make_unique<cluster::RedisRateStore>(*redis, *local_rate_store);
    auto& rate_store = shared_rate_store ? *shared_rate_store : *local_rate_store;
    rates =
        std::make_unique<chat::RateLimiter>(rate_store, stores->users, stores->sessions, config.rate_limits);
    seen_writer = std::make_unique<realtime::SeenWriter>(*presence, stores->presence);
    auto address_of = [proxies = config.trusted_proxies](const socketio::Handshake& handshake) {
        return proxies.client_address(handshake.headers, handshake.address);
    };
    if (redis) follow_rooms();
    // Otherwise nothing has to be subscribed to for a room.
    realtime::Gateway::UntilHeard until_heard;
    if (redis && config.redis_adapter == cluster::AdapterKind::sharded)
        until_heard = [this] { return redis->until_subscribed(); };
    gateway = std::make_unique<realtime::Gateway>(io->of("/"), use_cases(), *presence, stores->presence,
                                                  missed_messages.get(), clock, std::move(address_of),
                                                  std::move(until_heard));
    session_watch =
        std::make_unique<realtime::SessionWatch>(io->of("/"), stores->session_endings, workers[0]);
    session_watch->start();
}

void App::Parts::follow_rooms() {
    listeners = std::make_unique<realtime::NamespaceListeners>(io->of("/"), workers[0]);
    missed_messages = std::make_unique<realtime::MissedMessages>(realtime::MissedMessages::Parts{
        .order = *order,
        .store = stores->missed_messages,
        .listeners = *listeners,
        .worker = workers[0],
        .post = [this](std::move_only_function<void()> job) { redis->post(std::move(job)); },
        .is_lonely = [this] { return !redis->is_up(); }});
    missed_messages->start();
}

void App::Parts::make_api(const Config& config) {
    http::ApiOptions options{.client_origins = ports.origins(),
                             .secure_cookies = config.production || config.has_tls(),
                             .trusted_proxies = config.trusted_proxies,
                             .ready_check = [this] { return check_ready(); }};
    api = std::make_unique<http::Api>(use_cases(), std::move(options), random);
    site_map.serve(*api, io->http(), *site);
}

App::App(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
App::~App() { stop(); }
std::uint16_t App::port() const noexcept { return parts_->ports.port(); }

Result<std::unique_ptr<App>> App::start(const Config& config) {
    if (auto prepared = prepare_data_folder(config); !prepared) return std::unexpected(prepared.error());
    SystemRandom random;
    auto secret = config.jwt_secret.empty() ? load_or_make_secret(config.data_dir, random)
                                            : Result<std::string>(config.jwt_secret);
    if (!secret) return std::unexpected(secret.error());

    auto parts = std::make_unique<Parts>(config);
    if (auto opened = parts->open_site(config); !opened) return std::unexpected(opened.error());
    // The ports before the store: a second server on the same data must not even look at it.
    if (auto opened = parts->ports.open(config); !opened) return std::unexpected(opened.error());
    if (auto opened = parts->open_redis(config); !opened) return std::unexpected(opened.error());
    parts->make_realtime(config);
    auto stores = open_stores(config, *parts->broadcaster);
    if (!stores) return std::unexpected(stores.error());
    parts->stores.emplace(std::move(*stores));
    parts->make_chat(config, std::move(*secret));
    parts->make_api(config);
    if (parts->redis) parts->redis->start();
    parts->workers.start();
    if (parts->objects)
        parts->orphan_collector = std::make_unique<objects::OrphanCollector>(
            parts->objects->client(), parts->stores->images, parts->clock, parts->workers[0].executor());

    warn_of_unused_settings(config);
    log::info("Chatter is listening", {{"url", parts->ports.url()},
                                       {"store", parts->stores->name},
                                       {"workers", parts->workers.size()},
                                       {"version", CHATTER_VERSION}});
    return std::unique_ptr<App>(new App(std::move(parts)));
}

bool App::is_alive() {
    auto& turned = parts_->turned;
    auto& workers = parts_->workers;
    if (turned != workers.size()) return false;
    turned = 0;
    for (std::size_t i = 0; i < workers.size(); ++i) workers[i].post([&turned] { ++turned; });
    return true;
}

void App::reload_certificate() { parts_->ports.reload_certificate(); }

void App::stop() {
    if (!parts_ || std::exchange(parts_->stopped, true)) return;
    auto& parts = *parts_;
    // Without others, clients are back the sooner the sooner this one has ended.
    if (parts.redis) parts.farewell.say(parts.ports.http(), *parts.io, parts.workers[0], parts.drain);
    parts.ports.drain();
    wait_until([&] { return parts.gateway->in_flight() == 0; }, in_flight_deadline);
    parts.io->close();
    wait_until([&] { return parts.ports.http().is_drained() && parts.io->session_count() == 0; },
               goodbye_deadline);
    parts.seen_writer->finish(last_seen_deadline);
    parts.decoder->stop();
    if (parts.presence_peers) parts.presence_peers->stop();
    if (parts.objects) parts.objects->stop();
    if (parts.orphan_collector) parts.orphan_collector->stop();
    if (parts.redis) parts.redis->stop();
    parts.workers.settle();  // the last frames leave at the end of a turn
    parts.workers.stop();
}

}  // namespace chatter::app
