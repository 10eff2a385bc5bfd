// What an installation consists of, the same in every store: the one list from which the move reads, writes
// and compares. Its test holds it against the schemas of both stores.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace chatter::store::move {

enum class Type { uuid, integer, boolean, text, bytes };

struct Column {
    std::string_view name;
    Type type;
    bool is_nullable = false;
};

/// Where PostgreSQL keeps the last column of a table: a value of many megabytes lies in rows of its pieces,
/// in the order of a column `place`.
enum class Pieces { no, in_postgres };

struct Table {
    std::string_view name;
    std::span<const Column> columns;
    std::string_view key;  ///< Columns, comma-separated, that tell and order the rows.
    Pieces pieces = Pieces::no;
};

/// Every table that holds what people have made. One stands after those that it refers to.
[[nodiscard]] std::span<const Table> tables();

/// Whether a table is left out of a move: what each store has of its own (the list of migrations, the count
/// of profile changes), and the search index, which is made from the messages.
[[nodiscard]] bool is_made_by_the_store(std::string_view table);

/// Whether a column is left out: the store finds it out from the others (sql::note_changes).
[[nodiscard]] bool is_made_by_the_store(std::string_view table, std::string_view column);

/// `id, username, …`
[[nodiscard]] std::string column_list(const Table& table);

}  // namespace chatter::store::move
