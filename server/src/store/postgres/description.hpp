#pragma once

#include "base/time.hpp"
#include "store/postgres/connection.hpp"

namespace chatter::store::postgres {

/// What a connection meets at the other end.
struct Description {
    bool is_pooled = false;  // a pooler stands between: transactions may each go to another process
    bool is_replica = false;
    bool is_encrypted = false;
    bool is_on_this_machine = false;
    std::chrono::milliseconds clock_ahead{0};  // of this machine's clock
};

/// Errors: those of Connection::open, base Errc::unavailable.
[[nodiscard]] Result<Description> describe(const ConnectOptions& options);

}  // namespace chatter::store::postgres
