#include "store/postgres/description.hpp"

namespace chatter::store::postgres {

Result<Description> describe(const ConnectOptions& options) {
    auto opened = Connection::open(options);
    if (!opened) return std::unexpected(opened.error());
    auto& db = **opened;
    Description description{.is_pooled = false,
                            .is_replica = false,
                            .is_encrypted = db.is_encrypted(),
                            .is_on_this_machine = db.is_on_this_machine(),
                            .clock_ahead = {}};
    {
        Query query(db, sql::describe_database);
        if (query.next()) {
            // A pooler answers with a number of its own when a connection is made.
            description.is_pooled = query.take<std::int32_t>() != db.backend_pid();
            description.is_replica = query.take<bool>();
            description.clock_ahead = std::chrono::duration_cast<std::chrono::milliseconds>(
                std::chrono::milliseconds(query.take<std::int64_t>()) -
                SystemClock().now().time_since_epoch());
        }
    }
    if (auto failure = db.take_failure()) return std::unexpected(std::move(*failure));
    return description;
}

}  // namespace chatter::store::postgres
