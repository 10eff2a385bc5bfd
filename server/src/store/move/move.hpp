// Copies a whole installation from one store to another:
//
//   every table of the target empty? ─ no ─► the same rows as the source's? ─ yes ─► there is nothing to do
//        │ yes                                        └ no ─► refused
//        ▼
//   each table: read in order of its key ─► digest ─► write in batches
//        ▼
//   each table: read back from the target ─► the same digest? ─ no ─► refused
//        ▼ yes
//   commit
//
// All of it is one transaction of the target. So one that is interrupted, at whatever point, leaves an empty
// target behind, and the next begins anew; one whose end was not seen finds the same rows there.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

#include "store/move/installation.hpp"

namespace chatter::store::move {

/// Hears how far a move is: how many rows of a table have been copied, or checked.
enum class Step { copied, checked };
using Progress = std::function<void(Step step, const Table& table, std::int64_t rows)>;

enum class Outcome {
    moved,
    was_there_before,  ///< The target held exactly the source's rows.
};

struct Moved {
    Outcome outcome = Outcome::moved;
    std::int64_t row_count = 0;
};

/// Holds no more than a few megabytes of rows, or one row, in memory. Gives up soon after `stop` is set.
/// Errors: the target holds other data, either end fails, what was read back is not what was written; a line
/// for the operator in detail.
[[nodiscard]] Result<Moved> move_installation(Installation& source, Installation& target,
                                              const Progress& progress, const std::atomic<bool>& stop);

}  // namespace chatter::store::move
