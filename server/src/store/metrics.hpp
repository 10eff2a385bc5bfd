#pragma once

#include "base/metrics.hpp"

/// What the writers of both stores count.
namespace chatter::store {

inline const metrics::Gauge waiting_writes("chatter_write_queue_commands",
                                           "Writes that wait for the next transaction.");
inline const metrics::Histogram commit_commands("chatter_commit_commands", "Writes in one transaction.", 1,
                                                metrics::size_bounds);
inline const metrics::Histogram commit_duration("chatter_commit_duration_seconds",
                                                "From the begin of a transaction until it is durable.",
                                                metrics::microseconds, metrics::latency_bounds);
inline const metrics::Counter failed_commits("chatter_commits_failed_total", "Transactions that were lost.");

}  // namespace chatter::store
