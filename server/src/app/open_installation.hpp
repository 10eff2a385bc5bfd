#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "app/config.hpp"
#include "app/database_lock.hpp"
#include "store/move/installation.hpp"

namespace chatter::app {

inline constexpr std::string_view sqlite_scheme = "sqlite:";

/// An installation that is read or written as a whole, with what keeps a server off it.
struct OpenInstallation {
    std::optional<DatabaseLock> lock;  // of a SQLite file, unless a server may be using it
    std::unique_ptr<store::move::Installation> installation;
};

/// Opens that of `url` (sqlite:PATH or postgresql://…), a target with the present schema. Errors: a line for
/// the operator in detail, without the password.
[[nodiscard]] Result<OpenInstallation> open_installation(const std::string& url, store::move::Role role);

/// The URL of the one that the configuration names; PostgreSQL's past its pooler, where that is known.
[[nodiscard]] std::string installation_url(const Config& config);

}  // namespace chatter::app
