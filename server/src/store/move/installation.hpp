#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "store/migration_file.hpp"
#include "store/move/tables.hpp"

namespace chatter::store::move {

/// Null; an integer or a boolean; or the bytes of a text, a uuid (16) or a blob.
using Value = std::variant<std::monostate, std::int64_t, std::string>;
using Row = std::vector<Value>;  // a value for each column of its table

/// Takes one row. An error ends the reading, which returns it.
using RowSink = std::function<Result<void>(Row row)>;

/// How many rows are written together, or read between two looks at whether to go on.
inline constexpr std::size_t batch_rows_max = 2000;

/// One end of a move: every row of a store, in one transaction from its opening to `commit`. Without that
/// nothing was changed. Errors: a line for the operator in detail, which names no password and quotes no row.
/// Threads: one at a time.
class Installation {
  public:
    virtual ~Installation() = default;
    Installation() = default;
    Installation(const Installation&) = delete;
    Installation& operator=(const Installation&) = delete;

    /// For people; without the password.
    [[nodiscard]] virtual std::string name() const = 0;
    /// Gives every row in the order of the table's key, which is the same in every store.
    [[nodiscard]] virtual Result<void> read(const Table& table, const RowSink& sink) = 0;
    [[nodiscard]] virtual Result<void> write(const Table& table, const std::vector<Row>& rows) = 0;
    /// Runs a statement that both stores understand: SAVEPOINT, what belongs to it, sql::note_changes.
    [[nodiscard]] virtual Result<void> execute(const char* statement) = 0;
    /// Whether a query that both stores understand gives a row.
    [[nodiscard]] virtual Result<bool> has_row(const std::string& query) = 0;
    [[nodiscard]] virtual Result<void> commit() = 0;
};

/// What an installation is opened for.
enum class Role {
    source,    ///< Only read, as it is at one moment; no server may be using it.
    snapshot,  ///< The same of one that a server may be using.
    target,    ///< Written to; nobody else may write until it is closed.
};

/// Whether no table has a row.
[[nodiscard]] Result<bool> is_empty(Installation& installation);

/// Errors: Errc::pending_migrations: the installation `name` is older than this program.
[[nodiscard]] Result<void> require_present_schema(const std::string& name,
                                                  const std::vector<Migration>& migrations);

}  // namespace chatter::store::move
