#include "store/move/export_format.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>

namespace chatter::store::move {

namespace {

constexpr std::string_view user_roles[] = {"member", "admin"};
constexpr std::string_view presences[] = {"automatic", "away", "dnd", "offline"};
constexpr std::string_view room_kinds[] = {"public", "private", "direct"};
constexpr std::string_view postings[] = {"everyone", "moderators"};
constexpr std::string_view member_roles[] = {"member", "moderator", "owner"};
constexpr std::string_view notification_levels[] = {"all", "mentions", "nothing"};

/// What the numbers of a column stand for (chat/entities.hpp).
const std::map<std::string, std::span<const std::string_view>, std::less<>> words = {
    {"users.role", user_roles},         {"users.chosen_presence", presences},
    {"rooms.kind", room_kinds},         {"rooms.posting", postings},
    {"memberships.role", member_roles}, {"memberships.notifications", notification_levels},
};

constexpr std::string_view key_suffix = "_key";

/// What stands for the row of an image's bytes.
constexpr Column image_file[] = {
    {"image_id", Type::uuid}, {"file", Type::text}, {"size", Type::integer}, {"sha256", Type::text}};

std::string camel_case(std::string_view name) {
    std::string result;
    bool is_new_word = false;
    for (const char c : name) {
        if (c != '_') result += is_new_word ? static_cast<char>(std::toupper(c)) : c;
        is_new_word = c == '_';
    }
    return result;
}

std::optional<std::size_t> index_of(std::span<const Column> columns, std::string_view name) {
    const auto found = std::ranges::find(columns, name, &Column::name);
    if (found == columns.end()) return std::nullopt;
    return static_cast<std::size_t>(found - columns.begin());
}

Field field_of(const Table& table, std::span<const Column> columns, const Column& column) {
    Field field{.name = camel_case(column.name), .is_nullable = column.is_nullable};
    const auto full_name = std::string(table.name) + "." + std::string(column.name);
    if (const auto found = words.find(full_name); found != words.end()) {
        field.form = Form::word;
        field.words = found->second;
        return field;
    }
    switch (column.type) {
        case Type::uuid: field.form = Form::id; break;
        case Type::boolean: field.form = Form::flag; break;
        case Type::bytes: field.form = Form::hex; break;
        case Type::integer: field.form = column.name.ends_with("_at") ? Form::time : Form::number; break;
        case Type::text:
            if (full_name == "audit_log.detail") field.form = Form::object;
            if (!column.name.ends_with(key_suffix)) break;
            if (const auto neighbour =
                    index_of(columns, column.name.substr(0, column.name.size() - key_suffix.size()))) {
                field.form = Form::derived;
                field.neighbour = *neighbour;
            }
            break;
    }
    return field;
}

/// Of `room_id, user_id` the places of both.
std::vector<std::size_t> key_of(const Table& table, std::span<const Column> columns) {
    std::vector<std::size_t> key;
    for (std::size_t i = 0; i < table.key.size();) {
        const auto end = std::min(table.key.find(", ", i), table.key.size());
        if (const auto place = index_of(columns, table.key.substr(i, end - i))) key.push_back(*place);
        i = end + 2;
    }
    return key;
}

ExportFile file_of(const Table& table) {
    ExportFile file{.table = &table, .name = std::string(table.name) + ".jsonl"};
    std::ranges::replace(file.name, '_', '-');
    file.has_bytes_apart = table.pieces == Pieces::in_postgres;
    const auto columns = file.has_bytes_apart ? std::span<const Column>(image_file) : table.columns;
    for (const auto& column : columns) file.fields.push_back(field_of(table, columns, column));
    file.key = key_of(table, columns);
    return file;
}

}  // namespace

std::span<const ExportFile> export_files() {
    static const auto files = [] {
        std::vector<ExportFile> made;
        for (const auto& table : tables())
            if (!is_not_exported(table)) made.push_back(file_of(table));
        return made;
    }();
    return files;
}

bool is_not_exported(const Table& table) { return table.name == "sessions"; }

}  // namespace chatter::store::move
