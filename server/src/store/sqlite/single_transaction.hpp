#pragma once

#include <string>
#include <type_traits>

#include "base/errc.hpp"
#include "store/sqlite/connection.hpp"
#include "store/write_queue.hpp"

namespace chatter::store::sqlite {

/// How long a command waits for the transactions of a running server.
inline constexpr std::chrono::milliseconds command_busy_timeout{10000};

/// Runs `work(db, events)`, which returns a Result, in a transaction of its own, for a command that may run
/// beside a server; nobody hears of the events. Waits for the database. Errors: what `work` returns,
/// Errc::cannot_open, base Errc::unavailable.
template <class Work, class R = std::invoke_result_t<Work&, Connection&, Events&>>
R run_alone(const std::string& path, Work work) {
    const auto db = Connection::open(path, OpenMode::read_write, command_busy_timeout);
    if (!db) return std::unexpected(db.error());
    run(**db, sql::begin_write);
    Events events;
    R result = work(**db, events);
    if (result && !(*db)->failed()) run(**db, sql::commit);
    const auto failure = (*db)->take_failure();
    if ((*db)->in_transaction()) run(**db, sql::rollback);
    if (failure) return std::unexpected(*failure);
    return result;
}

}  // namespace chatter::store::sqlite
