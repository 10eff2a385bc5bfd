#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "store/move/installation.hpp"

namespace chatter::store::move {

/// Gathers rows for one table of a target, a few megabytes at most or one row, and writes them together.
class BatchWriter {
  public:
    BatchWriter(Installation& target, const Table& table) : target_(target), table_(table) {}

    /// True when it is time to write.
    [[nodiscard]] bool add(Row row);
    /// Errors: those of the target; the rows then stay gathered.
    [[nodiscard]] Result<void> write();

    /// Those that wait to be written.
    [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }
    [[nodiscard]] std::int64_t written_count() const { return written_count_; }

  private:
    Installation& target_;
    const Table& table_;
    std::vector<Row> rows_;
    std::size_t bytes_ = 0;
    std::int64_t written_count_ = 0;
};

}  // namespace chatter::store::move
