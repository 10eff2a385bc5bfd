#include "app/stores.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "app/database_lock.hpp"
#include "app/schema.hpp"
#include "base/errc.hpp"
#include "store/errc.hpp"
#include "store/postgres/store.hpp"
#include "store/sqlite/store.hpp"

namespace chatter::app {

namespace {

using namespace std::chrono_literals;

constexpr auto schema_interval = 2s;

template <class Store>
Stores refer_to(Store& store, std::string name, std::shared_ptr<void> keeper) {
    return {.users = store,
            .sessions = store,
            .session_endings = store,
            .audit = store,
            .administration = store,
            .accounts = store,
            .blocks = store,
            .rooms = store,
            .room_keeping = store,
            .invites = store,
            .messages = store,
            .message_changes = store,
            .message_lookup = store,
            .missed_messages = store,
            .read_markers = store,
            .presence = store,
            .drafts = store,
            .saved_messages = store,
            .search = store,
            .images = store,
            .check = [&store] { return store.check(); },
            .name = std::move(name),
            .keeper = std::move(keeper)};
}

/// Whether waiting may help. What is wrong with the URL or with the user's rights can be put right meanwhile
/// too.
bool is_away(const Error& error) {
    return error.code == make_error_code(store::Errc::cannot_open) ||
           error.code == make_error_code(store::Errc::not_permitted) ||
           error.code == make_error_code(chatter::Errc::unavailable);
}

struct SqliteKeeper {
    DatabaseLock lock;
    std::unique_ptr<store::sqlite::Store> store;
};

Result<Stores> open_sqlite(const Config& config, const std::string& path, chat::EventSink& events) {
    auto lock = DatabaseLock::take(path);
    if (!lock) return std::unexpected(lock.error());
    if (auto prepared = prepare_schema(config); !prepared) return std::unexpected(prepared.error());
    store::sqlite::Options options;
    options.path = path;
    auto opened = store::sqlite::Store::open(std::move(options), events);
    if (!opened) return std::unexpected(opened.error());
    auto keeper =
        std::make_shared<SqliteKeeper>(SqliteKeeper{.lock = std::move(*lock), .store = std::move(*opened)});
    auto& store = *keeper->store;
    return refer_to(store, "sqlite:" + path, std::move(keeper));
}

/// Prepares the schema of a database that was away when the server started, as soon as it is back.
class LatePreparation {
  public:
    explicit LatePreparation(const Config& config)
        : thread_([this, config](const std::stop_token& stop) { run(config, stop); }) {}

  private:
    void run(const Config& config, const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        while (!stop.stop_requested()) {
            wake_.wait_for(lock, stop, schema_interval, [] { return false; });
            if (stop.stop_requested()) return;
            const auto prepared = prepare_schema(config);
            if (prepared) return;
            if (is_away(prepared.error())) continue;
            log::error("The database cannot be used until it is put right.",
                       {{"reason", prepared.error().detail}});
            return;
        }
    }

    std::mutex mutex_;  // guards nothing: it is what a wait wants
    std::condition_variable_any wake_;
    std::jthread thread_;
};

struct PostgresKeeper {
    PostgresKeeper(const store::postgres::Options& options, chat::EventSink& events)
        : store(options, events) {}
    store::postgres::Store store;
    std::optional<LatePreparation> preparation;
};

Result<Stores> open_postgres(const Config& config, chat::EventSink& events) {
    const auto prepared = prepare_schema(config);
    const bool away = !prepared && is_away(prepared.error());
    if (!prepared && !away) return std::unexpected(prepared.error());
    // Why it cannot be opened is said by the store, which tries for as long as it lives.
    if (away && prepared.error().code != make_error_code(store::Errc::cannot_open))
        log::error("The database cannot be prepared. Trying again until it can.",
                   {{"reason", prepared.error().detail}});

    store::postgres::Options options;
    options.database.url = config.database_url;
    options.replica.url = config.database_replica_url;
    auto keeper = std::make_shared<PostgresKeeper>(options, events);
    if (away) keeper->preparation.emplace(config);
    auto& store = keeper->store;
    return refer_to(store, without_password(config.database_url), std::move(keeper));
}

}  // namespace

Result<Stores> open_stores(const Config& config, chat::EventSink& events) {
    if (const auto path = config.sqlite_path()) return open_sqlite(config, *path, events);
    return open_postgres(config, events);
}

}  // namespace chatter::app
