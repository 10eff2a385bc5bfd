#include "chat/permissions.hpp"

#include <algorithm>
#include <iterator>

#include "chat/errc.hpp"

namespace chatter::chat {

namespace {

using enum Need;
constexpr auto by_author = Authorship::suffices;
constexpr auto author_only = Authorship::required;
constexpr auto anybodys = Authorship::irrelevant;

// clang-format off
constexpr Rule rules[] = {
    // action                    name                 public     private    direct  author       admins announcements
    {Action::see_room,           "see_room",          sight,     sight,     sight},
    {Action::join_room,          "join_room",         sight,     sight,     sight},
    {Action::leave_room,         "leave_room",        sight,     sight,     closed},
    {Action::edit_room,          "edit_room",         moderator, moderator, nobody, anybodys,    true},
    {Action::archive_room,       "archive_room",      owner,     owner,     nobody, anybodys,    true},
    {Action::set_posting,        "set_posting",       owner,     owner,     nobody, anybodys,    true},
    {Action::delete_room,        "delete_room",       owner,     owner,     nobody, anybodys,    true},
    {Action::add_member,         "add_member",        member,    moderator, closed, anybodys,    true},
    {Action::change_role,        "change_role",       owner,     owner,     closed, anybodys,    true},
    {Action::step_down,          "step_down",         member,    member,    closed},
    {Action::remove_member,      "remove_member",     moderator, moderator, closed, anybodys,    true},
    {Action::remove_moderator,   "remove_moderator",  owner,     owner,     closed, anybodys,    true},
    {Action::create_invite,      "create_invite",     member,    moderator, closed, anybodys,    true},
    {Action::list_invites,       "list_invites",      member,    moderator, closed, anybodys,    true},
    {Action::revoke_invite,      "revoke_invite",     moderator, moderator, closed, by_author,   true},
    {Action::set_notifications,  "set_notifications", member,    member,    member},
    {Action::mark_read,          "mark_read",         member,    member,    member},
    {Action::keep_draft,         "keep_draft",        member,    member,    member},
    {Action::type,               "type",              member,    member,    member},
    {Action::post_message,       "post_message",      member,    member,    member, anybodys,    false, moderator},
    {Action::mention_room,       "mention_room",      moderator, moderator, member},
    {Action::edit_message,       "edit_message",      member,    member,    member, author_only},
    {Action::delete_message,     "delete_message",    moderator, moderator, nobody, by_author,   true},
    {Action::read_edits,         "read_edits",        moderator, moderator, nobody, by_author,   true},
    {Action::react,              "react",             member,    member,    member},
    {Action::pin_message,        "pin_message",       member,    member,    member, anybodys,    false, moderator},
};
// clang-format on

constexpr bool stand_in_the_order_of_actions() {
    for (std::size_t i = 0; i < std::size(rules); ++i)
        if (rules[i].action != static_cast<Action>(i)) return false;
    return true;
}
static_assert(stand_in_the_order_of_actions());
static_assert(std::size(rules) == static_cast<std::size_t>(Action::pin_message) + 1);

Need need_of(const Rule& rule, const Relation& relation) noexcept {
    if (relation.kind == RoomKind::direct) return rule.in_direct;
    const auto need = relation.kind == RoomKind::public_room ? rule.in_public : rule.in_private;
    return relation.posting == PostingPolicy::moderators ? std::max(need, rule.in_announcements) : need;
}

bool is_met(Need need, std::optional<MemberRole> role) noexcept {
    switch (need) {
        case sight: return true;
        case member: return role.has_value();
        case moderator: return role >= MemberRole::moderator;
        case owner: return role == MemberRole::owner;
        case nobody:
        case closed: break;
    }
    return false;
}

}  // namespace

std::span<const Rule> all_rules() noexcept { return rules; }

const Rule& rule_of(Action action) noexcept { return rules[static_cast<std::size_t>(action)]; }

Relation relation_to(const Room& room, bool author, bool admin) {
    Relation relation{
        .kind = room.kind, .role = {}, .posting = room.posting, .author = author, .admin = admin};
    if (room.membership) relation.role = room.membership->role;
    return relation;
}

Decision decide(Action action, const Relation& relation) noexcept {
    if (relation.kind != RoomKind::public_room && !relation.role) return Decision::invisible;
    const auto& rule = rule_of(action);
    const auto need = need_of(rule, relation);
    if (need == closed) return Decision::closed;
    if (rule.author == author_only && !relation.author) return Decision::forbidden;
    if (is_met(need, relation.role)) return Decision::allowed;
    if (rule.author == by_author && relation.author && relation.role) return Decision::allowed;
    if (rule.admins && relation.admin && is_met(need, MemberRole::owner)) return Decision::allowed;
    return Decision::forbidden;
}

Result<void> check(Action action, const Relation& relation) {
    switch (decide(action, relation)) {
        case Decision::allowed: return {};
        case Decision::invisible: return fail(Errc::not_found, "There is no such room.");
        case Decision::closed:
            return fail(Errc::direct_room_closed, "A direct room is its people: nobody joins or leaves it.");
        case Decision::forbidden: break;
    }
    auto as_member = relation;
    as_member.role = MemberRole::member;
    if (!relation.role && decide(action, as_member) == Decision::allowed)
        return fail(Errc::forbidden, "Join the room first.");
    return fail(Errc::forbidden, "You may not do this here.");
}

Result<void> check_admin(UserRole role) {
    if (role == UserRole::admin) return {};
    return fail(Errc::forbidden, "Only admins may do this.");
}

}  // namespace chatter::chat
