#include "chat/audit.hpp"

#include <algorithm>
#include <iterator>

namespace chatter::chat {

namespace {

struct Name {
    AuditAction action;
    std::string_view text;
};

constexpr Name names[] = {
    {AuditAction::register_user, "user.register"},
    {AuditAction::create_user, "user.create"},
    {AuditAction::sign_in, "user.sign_in"},
    {AuditAction::fail_sign_in, "user.fail_sign_in"},
    {AuditAction::change_password, "user.change_password"},
    {AuditAction::reset_password, "user.reset_password"},
    {AuditAction::change_user_role, "user.change_role"},
    {AuditAction::deactivate_user, "user.deactivate"},
    {AuditAction::reactivate_user, "user.reactivate"},
    {AuditAction::revoke_session, "session.revoke"},
    {AuditAction::rename_room, "room.rename"},
    {AuditAction::archive_room, "room.archive"},
    {AuditAction::unarchive_room, "room.unarchive"},
    {AuditAction::set_posting, "room.set_posting"},
    {AuditAction::delete_room, "room.delete"},
    {AuditAction::change_member_role, "member.change_role"},
    {AuditAction::remove_member, "member.remove"},
    {AuditAction::delete_message, "message.delete"},
    {AuditAction::create_invite, "invite.create"},
    {AuditAction::revoke_invite, "invite.revoke"},
};

constexpr bool stand_in_the_order_of_actions() {
    for (std::size_t i = 0; i < std::size(names); ++i)
        if (names[i].action != static_cast<AuditAction>(i)) return false;
    return true;
}
static_assert(stand_in_the_order_of_actions());
static_assert(std::size(names) == static_cast<std::size_t>(AuditAction::revoke_invite) + 1);

}  // namespace

std::string_view name_of(AuditAction action) noexcept { return names[static_cast<std::size_t>(action)].text; }

std::optional<AuditAction> parse_audit_action(std::string_view name) noexcept {
    const auto* const found = std::ranges::find(names, name, &Name::text);
    if (found == std::end(names)) return std::nullopt;
    return found->action;
}

}  // namespace chatter::chat
