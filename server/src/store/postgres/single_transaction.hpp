#pragma once

#include <string>
#include <type_traits>

#include "base/errc.hpp"
#include "store/postgres/connection.hpp"
#include "store/write_queue.hpp"

namespace chatter::store::postgres {

/// Runs `work(db, events)`, which returns a Result, in a transaction of its own, for a command that may run
/// beside servers; nobody hears of the events. Waits for the database. Errors: what `work` returns,
/// Errc::cannot_open, base Errc::unavailable.
template <class Work, class R = std::invoke_result_t<Work&, Connection&, Events&>>
R run_alone(const ConnectOptions& options, Work work) {
    const auto db = Connection::open(options);
    if (!db) return std::unexpected(db.error());
    run(**db, sql::begin);
    Events events;
    R result = work(**db, events);
    bool committed = false;
    if (result && !(*db)->failed()) committed = Query(**db, sql::commit).committed();
    if (const auto failure = (*db)->take_failure()) return std::unexpected(*failure);
    if (result && !committed)
        return fail(chatter::Errc::unavailable, "The database has given the transaction up. Try again.");
    if (!result) run(**db, sql::rollback);
    return result;
}

}  // namespace chatter::store::postgres
