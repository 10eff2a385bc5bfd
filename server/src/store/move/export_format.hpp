// How an exported installation looks (docs/export-format.md): each table is a file of lines, each row one
// line, a JSON object. The files, their fields and what stands there are derived from the one list of tables.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/move/installation.hpp"

namespace chatter::store::move {

inline constexpr std::int64_t export_format_version = 1;
inline constexpr std::size_t export_line_bytes_max = std::size_t{1024} * 1024;

/// What a value looks like.
enum class Form {
    id,       ///< "019a…": a uuid
    number,   ///< 17
    time,     ///< "2026-01-31T12:00:00.000Z"; milliseconds since 1970 outside the years 0 to 9999
    flag,     ///< true
    text,     ///< "…"
    hex,      ///< "00ff": bytes
    word,     ///< "admin": what a number stands for
    object,   ///< {…}: a text that holds JSON; a string when it is not as this version writes it
    derived,  ///< Nothing: made from a neighbour.
};

struct Field {
    std::string name;  ///< camelCase; of a derived one, its column
    Form form = Form::text;
    bool is_nullable = false;
    std::span<const std::string_view> words{};  ///< by number
    std::size_t neighbour = 0;                  ///< the column that a derived one is made from
};

/// One file of lines. A row of an image's bytes stands there as its id, and the name, size and SHA-256 of the
/// file that has the bytes.
struct ExportFile {
    const Table* table = nullptr;
    std::string name{};              ///< such as message-edits.jsonl
    std::vector<Field> fields{};     ///< one for each value of a row
    std::vector<std::size_t> key{};  ///< the values that tell and order the lines
    bool has_bytes_apart = false;
};

/// One for each table but the sessions, in the order in which they refer to each other.
[[nodiscard]] std::span<const ExportFile> export_files();

/// Whether a table is left out: who comes to another installation signs in there.
[[nodiscard]] bool is_not_exported(const Table& table);

/// Appends the line of a row, with its end. Errors: a value has no form in a line; its field in detail.
[[nodiscard]] Result<void> append_line(std::string& out, const ExportFile& file, const Row& row);

/// Reads a line without its end. Fields that `file` does not have are added to `unknown`.
/// Errors: what is wrong with which field, in detail.
[[nodiscard]] Result<Row> read_line(const ExportFile& file, std::string_view line,
                                    std::set<std::string>& unknown);

}  // namespace chatter::store::move
