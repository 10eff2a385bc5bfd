// Reads that a replica may answer. It is a little behind the primary, and nobody may notice: whoever has just
// written or moved a marker reads what is at least as new as that.
//
//   read ─► replica: has it got to the user's last commit? ─ yes ─► its rows, if they suffice
//              │ no, gone, or any failure
//              └────► primary
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "store/postgres/commit_positions.hpp"
#include "store/postgres/reader_pool.hpp"
#include "store/postgres/snapshot.hpp"

namespace chatter::store::postgres {

struct ReplicaOptions {
    std::string url;  // empty: there is none
    /// Shorter than the primary's, which has to answer afterwards.
    std::chrono::milliseconds connect_timeout{2000};
    std::chrono::milliseconds answer_timeout{5000};
    ReaderLimits limits{.readers = 8,
                        .queue_count_max = 8192,
                        .queue_bytes_max = std::size_t{64} * 1024 * 1024,
                        .deadline = std::chrono::milliseconds(2000),
                        .statement_limit = std::chrono::milliseconds(4000)};
    std::size_t users_max = 100'000;  // whose commits are remembered each by themselves, at least
};

/// Threads: any.
class ReplicaReads {
  public:
    /// `primary` outlives this.
    ReplicaReads(ReaderPool& primary, const ReplicaOptions& options);

    /// Runs `work(snapshot)`, which returns a Result, on a snapshot that holds what `user` has done, and
    /// resumes the caller. `work` may be run more than once. Errors: what `work` returns, those of
    /// ReaderPool::read.
    template <class Work, class R = std::invoke_result_t<Work&, Snapshot&>>
    Task<R> read(chat::UserId user, Work work) {
        return read(user, std::move(work), [](const R&) { return true; });
    }

    /// The same, where the replica's answer is taken only if `suffices(answer)`: as what others have done may
    /// have been told to the user before the replica has it.
    template <class Work, class Suffices, class R = std::invoke_result_t<Work&, Snapshot&>>
    Task<R> read(chat::UserId user, Work work, Suffices suffices) {
        if (replica_ && is_worth_asking()) {
            auto answer = co_await replica_->readers.read(up_to_date<Work, R>(work, positions_.of(user)));
            if (answer && *answer && suffices(**answer)) co_return std::move(**answer);
        }
        co_return co_await primary_.read([work = std::move(work)](Connection& db) mutable -> R {
            Snapshot snapshot(db);
            return work(snapshot);
        });
    }

    /// Told of every commit before its caller is answered: what concerned whom, and where it ends.
    [[nodiscard]] CommitPositions& positions() { return positions_; }
    /// Whether anybody needs `positions`.
    [[nodiscard]] bool has_replica() const { return replica_ != nullptr; }

  private:
    struct Replica {
        explicit Replica(const ReplicaOptions& options);
        Connector connector;
        ReaderPool readers;
    };

    /// Nothing when the replica is behind.
    template <class Work, class R>
    static auto up_to_date(Work work, Lsn wanted) {
        return [work = std::move(work), wanted](Connection& db) mutable -> Result<std::optional<R>> {
            Snapshot snapshot(db, wanted);
            R result = work(snapshot);
            if (snapshot.is_behind()) return std::nullopt;
            return result;
        };
    }
    /// False while the replica is gone: then it is asked only when it may be back, and nobody waits for it.
    [[nodiscard]] bool is_worth_asking();

    ReaderPool& primary_;
    CommitPositions positions_;
    const std::unique_ptr<Replica> replica_;
};

}  // namespace chatter::store::postgres
