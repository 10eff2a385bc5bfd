// Invitations, the same in every store. `Db` is a store's Connection; each function works inside the
// transaction of whoever calls.
#pragma once

#include "chat/ports/invite_store.hpp"
#include "store/audit.hpp"
#include "store/rooms.hpp"
#include "store/storable_text.hpp"

namespace chatter::store {

/// Of one room, or without one, that work at the same time; and how many of all are listed.
inline constexpr std::int64_t invites_max = 100;

/// id, code, room_id, creator_id, created_at, expires_at, uses_max, uses, revoked.
template <class Row>
[[nodiscard]] chat::Invite read_invite(Row& row) {
    chat::Invite invite;
    invite.id = take<chat::InviteId>(row);
    invite.code = take<std::string>(row);
    invite.room_id = take<std::optional<chat::RoomId>>(row);
    invite.creator_id = take<chat::UserId>(row);
    invite.created_at = take<Time>(row);
    invite.expires_at = take<std::optional<Time>>(row);
    invite.uses_max = take<std::optional<std::int64_t>>(row);
    invite.uses = take<std::int64_t>(row);
    invite.revoked = take<bool>(row);
    return invite;
}

[[nodiscard]] inline Error leads_nowhere() {
    return Error(chat::Errc::not_found, "This invitation leads nowhere any more.");
}

/// Whether the user may invite into the room, or without one to register. Errors: those of chat::check.
template <class Db>
Result<void> check_may_invite(Db& db, chat::UserId user_id, std::optional<chat::RoomId> room_id,
                              chat::Action action) {
    if (!room_id)
        return chat::check_admin(is_admin(db, user_id) ? chat::UserRole::admin : chat::UserRole::member);
    const auto room = permitted_room(db, user_id, *room_id, action);
    if (!room) return std::unexpected(room.error());
    if (action == chat::Action::create_invite && room->archived)
        return fail(chat::Errc::room_archived, "This room has been archived.");
    return {};
}

/// Without its code, which is a secret.
template <class Db>
void note_invite(Db& db, const chat::Actor& actor, chat::AuditAction action, const chat::Invite& invite,
                 Time now) {
    AuditDetail detail;
    if (invite.room_id) detail = AuditDetail().with("roomId", *invite.room_id);
    note(db, actor, action, invite.id, now, detail);
}

/// Errors: those of chat::check, chat Errc::room_archived, chat Errc::too_many_invites.
template <class Db>
Result<chat::Invite> create_invite(Db& db, const chat::Invite& invite, const std::string& address) {
    if (auto may = check_may_invite(db, invite.creator_id, invite.room_id, chat::Action::create_invite); !may)
        return std::unexpected(std::move(may.error()));
    if (typename Db::Query query(db, sql::count_live_invites, invite.room_id, invite.created_at);
        query.next() && take<std::int64_t>(query) >= invites_max)
        return fail(chat::Errc::too_many_invites, "There are 100 invitations already. Revoke one first.");
    run(db, sql::insert_invite, invite.id, invite.code, invite.room_id, invite.creator_id, invite.created_at,
        invite.expires_at, invite.uses_max);
    note_invite(db, chat::Actor(invite.creator_id, address), chat::AuditAction::create_invite, invite,
                invite.created_at);
    return invite;
}

/// Errors: those of chat::check.
template <class Db>
Result<std::vector<chat::Invite>> list_invites(Db& db, chat::UserId viewer,
                                               std::optional<chat::RoomId> room_id) {
    if (auto may = check_may_invite(db, viewer, room_id, chat::Action::list_invites); !may)
        return std::unexpected(std::move(may.error()));
    std::vector<chat::Invite> invites;
    typename Db::Query query(db, sql::list_invites, room_id, invites_max);
    while (query.next()) invites.push_back(read_invite(query));
    return invites;
}

/// Errors: chat Errc::not_found, those of chat::check.
template <class Db>
Result<void> revoke_invite(Db& db, const chat::Actor& actor, chat::InviteId id, Time now) {
    std::optional<chat::Invite> invite;
    if (typename Db::Query query(db, sql::find_invite, id); query.next()) invite = read_invite(query);
    if (!invite) return fail(chat::Errc::not_found, "There is no such invitation.");
    if (invite->room_id) {
        const auto room = permitted_room(db, actor.id, *invite->room_id, chat::Action::revoke_invite,
                                         invite->creator_id == actor.id);
        if (!room) return std::unexpected(room.error());
    } else if (!is_admin(db, actor.id)) {
        return fail(chat::Errc::not_found, "There is no such invitation.");
    }
    if (invite->revoked) return {};
    run(db, sql::revoke_invite, id, now);
    note_invite(db, actor, chat::AuditAction::revoke_invite, *invite, now);
    return {};
}

/// One that works now. Errors: chat Errc::not_found.
template <class Db>
Result<chat::Invite> find_working_invite(Db& db, const std::string& code, Time now) {
    if (!is_storable_text(code)) return std::unexpected(leads_nowhere());
    std::optional<chat::Invite> invite;
    if (typename Db::Query query(db, sql::find_working_invite, code, now); query.next())
        invite = read_invite(query);
    if (!invite) return std::unexpected(leads_nowhere());
    const auto may = check_may_invite(db, invite->creator_id, invite->room_id, chat::Action::list_invites);
    if (!may) return std::unexpected(leads_nowhere());
    return std::move(*invite);
}

/// Errors: chat Errc::not_found.
template <class Db>
Result<chat::InvitedTo> find_invite(Db& db, chat::UserId viewer, const std::string& code, Time now) {
    const auto invite = find_working_invite(db, code, now);
    if (!invite) return std::unexpected(invite.error());
    chat::InvitedTo invited;
    invited.expires_at = invite->expires_at;
    if (!invite->room_id) return invited;
    if (typename Db::Query query(db, sql::find_room, viewer, *invite->room_id); query.next())
        invited.room = read_room(query);
    return invited;
}

/// Errors: chat Errc::not_found, when it is used up.
template <class Db>
Result<void> use_invite(Db& db, const chat::Invite& invite) {
    run(db, sql::use_invite, invite.id);
    if (db.changes() == 0) return std::unexpected(leads_nowhere());
    return {};
}

/// The room that an invitation leads to, as its maker sees it; nobody else changes that room from here on.
/// Errors: chat Errc::not_found.
template <class Db>
Result<chat::Room> find_invited_room(Db& db, const chat::Invite& invite) {
    if (!invite.room_id) return std::unexpected(leads_nowhere());
    // Changes nothing, but takes hold of the row: which room it would be was not known before.
    run(db, sql::add_to_member_count, *invite.room_id, std::int64_t{0});
    return find_room(db, invite.creator_id, *invite.room_id);
}

/// Errors: chat Errc::not_found, chat Errc::room_archived.
template <class Db>
Result<chat::Room> join_by_invite(Db& db, Events& events, chat::UserId user_id, const std::string& code,
                                  Time now) {
    const auto invite = find_working_invite(db, code, now);
    if (!invite) return std::unexpected(invite.error());
    const auto room = find_invited_room(db, *invite);
    if (!room) return room;
    if (auto own = find_room(db, user_id, room->id); own && own->membership) return own;
    if (room->archived) return fail(chat::Errc::room_archived, "This room has been archived.");
    if (auto used = use_invite(db, *invite); !used) return std::unexpected(std::move(used.error()));
    return add_to_room(db, events, room->id, user_id, chat::MemberRole::member, now);
}

}  // namespace chatter::store
