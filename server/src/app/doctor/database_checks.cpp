#include <algorithm>
#include <filesystem>

#include "app/doctor/checklist.hpp"
#include "app/schema.hpp"
#include "store/postgres/description.hpp"

namespace chatter::app::doctor {

namespace {

using store::postgres::Description;

const std::string not_postgres = "the database is a SQLite file";
const std::string see_database = "See “Database” above";

bool is_postgres(const Subject& subject) { return !subject.config().sqlite_path().has_value(); }

Result<Description> describe(const std::string& url) { return store::postgres::describe({.url = url}); }

std::string size_of(const std::string& path) {
    std::error_code ignored;
    const auto bytes = std::filesystem::file_size(path, ignored);
    return ignored ? "" : ", " + std::to_string((bytes + 1'048'575) / 1'048'576) + " MiB";
}

}  // namespace

Finding check_database(const Subject& subject) {
    const auto& config = subject.config();
    if (const auto path = config.sqlite_path()) {
        std::error_code ignored;
        if (!std::filesystem::exists(*path, ignored))
            return failed("there is no file " + *path, "Make it: chatter migrate deploy");
        const auto status = schema_status(config);
        if (!status) return failed(status.error().detail, "Run this as the user that the server runs as");
        return passed("sqlite:" + *path + size_of(*path));
    }
    const auto found = describe(config.database_url);
    if (!found) return failed(found.error().detail, "Put DATABASE_URL, the network or the database right");
    if (found->is_replica)
        return failed("it is a replica, which cannot be written to", "Set DATABASE_URL to the primary");
    return passed(without_password(config.database_url));
}

Finding check_migrations(const Subject& subject) {
    const auto status = schema_status(subject.config());
    if (!status) return skipped(status.error().detail, see_database);
    const auto pending = std::ranges::count_if(*status, &store::Migration::is_pending);
    if (pending > 0) return failed(std::to_string(pending) + " pending", "Run: chatter migrate deploy");
    return passed("all " + std::to_string(status->size()) + " applied");
}

Finding check_database_urls(const Subject& subject) {
    if (!is_postgres(subject)) return skipped(not_postgres);
    const auto& config = subject.config();
    const auto pooled = describe(config.database_url);
    if (!pooled) return skipped(pooled.error().detail, see_database);
    const std::string_view advice = "Set DIRECT_URL to the address past the pooler: migrations need it";
    if (config.direct_url.empty()) {
        if (pooled->is_pooled)
            return failed("DATABASE_URL goes through a pooler, DIRECT_URL is not set", std::string(advice));
        return passed("DATABASE_URL is direct, so DIRECT_URL is not needed");
    }
    const auto direct = describe(config.direct_url);
    if (!direct) return failed("DIRECT_URL: " + direct.error().detail, "Put DIRECT_URL right");
    if (direct->is_pooled) return failed("DIRECT_URL goes through a pooler", std::string(advice));
    return passed(pooled->is_pooled ? "DATABASE_URL through a pooler, DIRECT_URL past it"
                                    : "both are direct");
}

Finding check_database_encryption(const Subject& subject) {
    if (!is_postgres(subject)) return skipped(not_postgres);
    const auto found = describe(subject.config().database_url);
    if (!found) return skipped(found.error().detail, see_database);
    if (found->is_encrypted) return passed("TLS");
    if (found->is_on_this_machine) return passed("none, on this machine");
    return failed("passwords and messages cross the network in the clear",
                  "Add ?sslmode=verify-full&sslrootcert=… to DATABASE_URL, or sslmode=require at least");
}

Finding check_replica(const Subject& subject) {
    const auto& url = subject.config().database_replica_url;
    if (url.empty()) return skipped("not configured");
    if (!is_postgres(subject)) return failed("DATABASE_REPLICA_URL has no effect on SQLite", "Leave it out");
    const auto found = describe(url);
    if (!found) return failed(found.error().detail, "Put DATABASE_REPLICA_URL, or the replica, right");
    if (!found->is_replica)
        return failed("it is no replica", "Set DATABASE_REPLICA_URL to a streaming replica, or leave it out");
    return passed(without_password(url));
}

}  // namespace chatter::app::doctor
