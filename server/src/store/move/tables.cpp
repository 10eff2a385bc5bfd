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
                            {"deactivated_at", integer, nullable},
                            {"status_text", text},
                            {"chosen_presence", integer},
                            {"last_seen_at", integer, nullable}};

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
                            {"archived_at", integer, nullable},
                            {"posting", integer},
                            {"deleted_at", integer, nullable}};

constexpr Column memberships[] = {
    {"room_id", uuid},          {"user_id", uuid},         {"role", integer},  {"joined_at", integer},
    {"last_read_seq", integer}, {"exempt_count", integer}, {"muted", boolean}, {"notifications", integer}};

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
                               {"deleted_at", integer, nullable},
                               {"pinned_at", integer, nullable},
                               {"pinned_by", uuid, nullable},
                               {"thread_seq", integer, nullable},
                               {"reply_count", integer},
                               {"last_reply_at", integer, nullable}};

constexpr Column blocks[] = {{"blocker_id", uuid}, {"blocked_id", uuid}, {"created_at", integer}};

constexpr Column message_edits[] = {
    {"room_id", uuid}, {"seq", integer}, {"version", integer}, {"content", text}, {"replaced_at", integer}};

constexpr Column room_mentions[] = {{"room_id", uuid}, {"seq", integer}, {"author_id", uuid}};

constexpr Column drafts[] = {
    {"user_id", uuid}, {"room_id", uuid}, {"version", integer}, {"content", text}, {"updated_at", integer}};

constexpr Column saved_messages[] = {
    {"user_id", uuid}, {"room_id", uuid}, {"seq", integer}, {"saved_at", integer}};

constexpr Column invites[] = {{"id", uuid},
                              {"code", text},
                              {"room_id", uuid, nullable},
                              {"creator_id", uuid},
                              {"created_at", integer},
                              {"expires_at", integer, nullable},
                              {"uses_max", integer, nullable},
                              {"uses", integer},
                              {"revoked_at", integer, nullable}};

constexpr Column audit_log[] = {{"id", uuid},     {"happened_at", integer}, {"actor_id", uuid, nullable},
                                {"action", text}, {"target_kind", text},    {"target_id", text},
                                {"detail", text}, {"address", text}};

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
    {"message_edits", message_edits, "room_id, seq, version"},
    {"room_mentions", room_mentions, "room_id, seq"},
    {"blocks", blocks, "blocker_id, blocked_id"},
    {"drafts", drafts, "user_id, room_id"},
    {"saved_messages", saved_messages, "user_id, room_id, seq"},
    {"invites", invites, "id"},
    {"audit_log", audit_log, "id"},
};

}  // namespace

std::span<const Table> tables() { return all; }

bool is_made_by_the_store(std::string_view table) {
    return table == "migrations" || table == "schema_migrations" || table == "profile_changes" ||
           table == "session_endings" || table.starts_with("search_") || table.starts_with("sqlite_");
}

bool is_made_by_the_store(std::string_view table, std::string_view column) {
    return is_made_by_the_store(table) || (table == "messages" && column == "changed");
}

std::string column_list(const Table& table) {
    std::string list;
    for (const auto& column : table.columns) list += (list.empty() ? "" : ", ") + std::string(column.name);
    return list;
}

}  // namespace chatter::store::move
