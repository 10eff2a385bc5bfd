#include "store/postgres/replica_reads.hpp"

namespace chatter::store::postgres {

ReplicaReads::Replica::Replica(const ReplicaOptions& options)
    : connector({.url = options.url,
                 .connect_timeout = options.connect_timeout,
                 .answer_timeout = options.answer_timeout}),
      readers("store-replica", connector, options.limits) {}

ReplicaReads::ReplicaReads(ReaderPool& primary, const ReplicaOptions& options)
    : primary_(primary),
      positions_(options.users_max),
      replica_(options.url.empty() ? nullptr : std::make_unique<Replica>(options)) {}

bool ReplicaReads::is_worth_asking() {
    auto& [connector, readers] = *replica_;
    if (!connector.is_away()) return true;
    if (std::chrono::steady_clock::now() < connector.next_attempt()) return false;
    readers.start(
        [](Connection& db) -> Result<void> {
            run(db, sql::find_replayed_lsn);
            return {};
        },
        Completion<Result<void>>([](const Result<void>&) {}));
    return false;
}

}  // namespace chatter::store::postgres
