#include "store/move/tables.hpp"

namespace chatter::store::move {

namespace {

using enum Type;

constexpr bool nullable = true;

constexpr Column users[] = {{"id", uuid},
                            {"username", text},
                            {"display_name", text},
                            {"display_name_key", text},
                            {"avatar_url", text, nullable},
                            {"email", text, nullable},
                            {"role", integer},
                            {"password_hash", text},
                            {"created_at", integer},
                            {"deactivated_at", integer, nullable}};

constexpr Column sessions[] = {{"id", uuid},
                               {"user_id", uuid},
                               {"created_at", integer},
                               {"last_used_at", integer},
                               {"expires_at", integer},
                               {"user_agent", text},
                               {"address", text}};

constexpr Column rooms[] = {{"id", uuid},
                            {"kind", integer},
                            {"name", text},
                            {"name_key", text},
                            {"topic", text},
                            {"topic_key", text},
                            {"direct_key", bytes, nullable},
                            {"member_count", integer},
                            {"last_seq", integer},
                            {"version", integer},
                            {"last_message_at", integer, nullable},
                            {"created_at", integer},
                            {"archived_at", integer, nullable}};

constexpr Column memberships[] = {
    {"room_id", uuid},          {"user_id", uuid},         {"role", integer}, {"joined_at", integer},
    {"last_read_seq", integer}, {"exempt_count", integer}, {"muted", boolean}};

constexpr Column images[] = {{"id", uuid},           {"uploader_id", uuid}, {"content_type", text},
                             {"width", integer},     {"height", integer},   {"placeholder", text},
                             {"created_at", integer}};

constexpr Column image_bytes[] = {{"image_id", uuid}, {"bytes", bytes}};

constexpr Column messages[] = {{"room_id", uuid},
                               {"seq", integer},
                               {"id", uuid},
                               {"version", integer},
                               {"author_id", uuid},
                               {"client_id", text},
                               {"content", text},
                               {"reply_to_seq", integer, nullable},
                               {"image_id", uuid, nullable},
                               {"created_at", integer},
                               {"edited_at", integer, nullable},
                               {"deleted_at", integer, nullable}};

constexpr Column mentions[] = {{"user_id", uuid}, {"room_id", uuid}, {"seq", integer}};

constexpr Column reactions[] = {
    {"room_id", uuid}, {"seq", integer}, {"emoji", text}, {"user_id", uuid}, {"created_at", integer}};

constexpr Table all[] = {
    {"users", users, "id"},
    {"sessions", sessions, "id"},
    {"rooms", rooms, "id"},
    {"memberships", memberships, "room_id, user_id"},
    {"images", images, "id"},
    {"image_bytes", image_bytes, "image_id", Pieces::in_postgres},
    // A reply comes after its original: seqs go up.
    {"messages", messages, "room_id, seq"},
    {"mentions", mentions, "user_id, room_id, seq"},
    {"reactions", reactions, "room_id, seq, emoji, user_id"},
};

}  // namespace

std::span<const Table> tables() { return all; }

bool is_made_by_the_store(std::string_view table) {
    return table == "migrations" || table == "schema_migrations" || table == "profile_changes" ||
           table.starts_with("search_") || table.starts_with("sqlite_");
}

std::string column_list(const Table& table) {
    std::string list;
    for (const auto& column : table.columns) list += (list.empty() ? "" : ", ") + std::string(column.name);
    return list;
}

}  // namespace chatter::store::move
