#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chatter::store::postgres {

/// Why a statement failed, as the server or libpq says it.
struct Failure {
    std::string sqlstate;  // five characters; empty when no server said it
    std::string message;   // never holds a password, nor what was in a statement's parameters
    bool lost = false;     // the connection is gone, or of no more use

    /// Another transaction was in the way: the same again may succeed.
    [[nodiscard]] bool is_conflict() const;
    /// Somebody else wrote what must be unique while this was under way: looking again finds it.
    [[nodiscard]] bool is_duplicate() const { return sqlstate == "23505"; }
    [[nodiscard]] bool lacks_privilege() const { return sqlstate == "42501"; }
    /// Not a wrong statement, but a database that cannot do it now: gone, full, too slow, read-only.
    [[nodiscard]] bool is_environments_fault() const;
    /// Errors: base Errc::unavailable, else base Errc::internal. Logs nothing.
    [[nodiscard]] Error to_error() const;
};

/// What libpq says may go on for lines; a log line has the first.
[[nodiscard]] std::string first_line(std::string_view text);

/// Whether the session ends with an error of this class: shutdown, crash, a broken protocol.
[[nodiscard]] bool ends_session(std::string_view sqlstate);

/// What an operator can do about a connection that could not be made: one clause without the password.
/// `says` is what libpq or the server said. `user` and `password` are those of the URL.
[[nodiscard]] std::string why_refused(std::string_view says, const std::string& user,
                                      const std::string& password);

}  // namespace chatter::store::postgres
