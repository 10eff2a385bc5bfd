#include "app/open_installation.hpp"

#include <filesystem>

#include "base/errc.hpp"
#include "store/move/postgres_installation.hpp"
#include "store/move/sqlite_installation.hpp"
#include "store/postgres/migrations.hpp"
#include "store/sqlite/migrations.hpp"

namespace chatter::app {

namespace {

namespace move = store::move;

Result<OpenInstallation> open_database(const std::string& url, move::Role role) {
    if (role == move::Role::target)
        if (const auto migrated = store::postgres::migrate({.url = url}); !migrated)
            return std::unexpected(migrated.error());
    auto opened = move::open_postgres(url, role);
    if (!opened) return std::unexpected(opened.error());
    return OpenInstallation{.lock = std::nullopt, .installation = std::move(*opened)};
}

Result<OpenInstallation> open_file(const std::string& path, move::Role role) {
    std::error_code ignored;
    if (role != move::Role::target && !std::filesystem::exists(path, ignored))
        return fail(Errc::unavailable, "There is no database " + path + ".");
    OpenInstallation open;
    if (role != move::Role::snapshot) {
        auto lock = DatabaseLock::take(path);
        if (!lock) return std::unexpected(lock.error());
        open.lock.emplace(std::move(*lock));
    }
    if (role == move::Role::target)
        if (const auto migrated = store::sqlite::migrate(path); !migrated)
            return std::unexpected(migrated.error());
    auto opened = move::open_sqlite(path, role);
    if (!opened) return std::unexpected(opened.error());
    open.installation = std::move(*opened);
    return open;
}

}  // namespace

Result<OpenInstallation> open_installation(const std::string& url, move::Role role) {
    if (url.starts_with(sqlite_scheme)) return open_file(url.substr(sqlite_scheme.size()), role);
    return open_database(url, role);
}

std::string installation_url(const Config& config) {
    if (const auto path = config.sqlite_path()) return std::string(sqlite_scheme) + *path;
    return config.direct_url.empty() ? config.database_url : config.direct_url;
}

}  // namespace chatter::app
