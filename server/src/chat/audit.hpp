// What is worth an entry in the audit log: every kind of it stands in the table of audit.cpp, and in
// docs/audit.md for people. Sending messages is none of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "chat/entities.hpp"

namespace chatter::chat {

enum class AuditAction : std::uint8_t {
    register_user,
    create_user,  // by the operator's command line
    sign_in,
    fail_sign_in,
    change_password,  // one's own
    reset_password,   // somebody else's
    change_user_role,
    deactivate_user,
    reactivate_user,
    revoke_session,
    rename_room,
    archive_room,
    unarchive_room,
    set_posting,
    delete_room,
    change_member_role,
    remove_member,
    delete_message,  // of somebody else
    create_invite,
    revoke_invite,
};

/// `noun.verb`, as it is kept and shown.
[[nodiscard]] std::string_view name_of(AuditAction action) noexcept;
[[nodiscard]] std::optional<AuditAction> parse_audit_action(std::string_view name) noexcept;

/// One entry, as it is read.
struct AuditEntry {
    AuditId id;
    Time at;
    std::optional<Author> actor;  // none: the operator's command line, or somebody who is not signed in
    std::string action;           // also what a newer version has written
    std::string target_kind;
    std::string target_id;
    std::string detail;  // a JSON object
    std::string address;
};

}  // namespace chatter::chat
