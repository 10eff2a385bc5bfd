#include "store/postgres/failure.hpp"

#include <array>

#include "base/errc.hpp"

namespace chatter::store::postgres {

namespace {

struct Refusal {
    std::string_view says;  // part of what the server, PgBouncer or libpq says
    std::string_view why;
};

// The first that fits. The server says it in its own language: where that is not English, its words are
// shown.
constexpr std::array refusals{
    Refusal{"password authentication failed", "the password or the user name is wrong"},
    Refusal{"SASL authentication failed", "the password or the user name is wrong"},
    Refusal{"no password supplied", "it wants a password, and the URL has none"},
    Refusal{"could not translate host name", "there is no host of this name"},
    Refusal{"Connection refused", "nothing listens there"},
    Refusal{"No such file or directory", "nothing listens there"},
    Refusal{"too many clients", "it has as many connections as it allows (max_connections)"},
    Refusal{"too many connections", "it has as many connections as it allows for this user or database"},
    Refusal{"connection slots are reserved", "it has as many connections as it allows (max_connections)"},
    Refusal{"no more connections allowed", "it has as many connections as it allows (max_client_conn)"},
    Refusal{"no such database", "there is no such database; make it with createdb"},
    Refusal{"no such user", "there is no such user"},
    Refusal{"permission denied for database", "the user lacks the privilege CONNECT on it"},
    Refusal{"is not permitted to log in", "the user may not log in"},
    Refusal{"no pg_hba.conf entry", "its pg_hba.conf does not let this user in from here in this way"},
    Refusal{"server does not support SSL", "sslmode asks for TLS, which it does not offer"},
    Refusal{"certificate verify failed", "its TLS certificate is not signed by whom sslrootcert trusts"},
    Refusal{"does not match host name", "its TLS certificate is for another host"},
    Refusal{"database system is starting up", "it is starting up"},
    Refusal{"database system is shutting down", "it is shutting down"},
};

void hide(std::string& text, const std::string& secret) {
    if (secret.empty()) return;
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3))
        text.replace(at, secret.size(), "***");
}

}  // namespace

std::string first_line(std::string_view text) { return std::string(text.substr(0, text.find('\n'))); }

bool Failure::is_conflict() const { return sqlstate == "40001" || sqlstate == "40P01"; }

bool Failure::is_environments_fault() const {
    if (lost || is_conflict() || lacks_privilege()) return true;
    // Classes: too few resources, an operator's or a time limit's doing, the system, a configuration file.
    for (const std::string_view of_class : {"53", "57", "58", "F0"})
        if (sqlstate.starts_with(of_class)) return true;
    // Read-only, a lock not had in time, a table or a function that no migration has made yet.
    return sqlstate == "25006" || sqlstate == "55P03" || sqlstate == "42P01" || sqlstate == "42883";
}

Error Failure::to_error() const {
    if (is_environments_fault())
        return Error(chatter::Errc::unavailable, "The database cannot be used right now.");
    return Error(chatter::Errc::internal, "Something went wrong in the server.");
}

bool ends_session(std::string_view sqlstate) {
    return sqlstate.starts_with("08") || sqlstate == "57P01" || sqlstate == "57P02" || sqlstate == "57P03" ||
           sqlstate == "57P05" || sqlstate == "25P03" || sqlstate == "25006";
}

std::string why_refused(std::string_view says, const std::string& user, const std::string& password) {
    for (const auto& refusal : refusals)
        if (says.contains(refusal.says)) return std::string(refusal.why);
    if (says.contains("role \"" + user + "\" does not exist")) return "there is no such user";
    if (says.contains("database \"") && says.contains("does not exist"))
        return "there is no such database; make it with createdb";
    auto line = first_line(says);
    hide(line, password);
    return line.empty() ? "it ended the connection" : line;
}

}  // namespace chatter::store::postgres
