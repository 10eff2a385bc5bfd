// How a room is kept in order, the same in every store. `Db` is a store's Connection; each function works
// inside the transaction of whoever calls.
#pragma once

#include <utility>

#include "chat/ports/room_keeping_store.hpp"
#include "store/audit.hpp"
#include "store/rooms.hpp"

namespace chatter::store {

/// In a room of more people all hear of a change at once, without their memberships: reading and sending
/// thousands of these would keep every other write waiting.
inline constexpr std::int64_t told_apart_max = 100;

template <class Db>
void tell_of_changed_room(Db& db, Events& events, chat::Room room) {
    chat::RoomUpdated updated;
    if (room.member_count <= told_apart_max) {
        typename Db::Query query(db, sql::list_memberships, room.id);
        while (query.next()) {
            const auto user_id = take<chat::UserId>(query);
            updated.memberships.emplace_back(user_id, read_membership(query));
        }
    }
    updated.room = std::move(room);
    events.emplace_back(std::move(updated));
}

template <class Db>
Result<void> check_may_change(Db& db, chat::UserId actor, const chat::Room& room,
                              const chat::RoomChange& change) {
    const bool nothing_else = !change.archived && !change.posting;
    const std::pair<bool, chat::Action> asked[] = {
        {change.name || change.topic || nothing_else, chat::Action::edit_room},
        {change.archived.has_value(), chat::Action::archive_room},
        {change.posting.has_value(), chat::Action::set_posting}};
    for (const auto& [is_asked, action] : asked) {
        if (!is_asked) continue;
        if (auto permitted = check_permission(db, actor, room, action); !permitted) return permitted;
    }
    if (room.archived && change.archived.value_or(true) && (change.name || change.topic || change.posting))
        return fail(chat::Errc::room_archived, "This room has been archived.");
    return {};
}

template <class Db>
void note_room_change(Db& db, const chat::Actor& actor, const chat::Room& before, const chat::Room& after,
                      Time now) {
    if (after.name != before.name)
        note(db, actor, chat::AuditAction::rename_room, after.id, now,
             AuditDetail().with("from", before.name).with("to", after.name));
    if (after.archived != before.archived)
        note(db, actor, after.archived ? chat::AuditAction::archive_room : chat::AuditAction::unarchive_room,
             after.id, now, AuditDetail().with("name", after.name));
    if (after.posting != before.posting)
        note(db, actor, chat::AuditAction::set_posting, after.id, now,
             AuditDetail().with("name", after.name).with("posting", word_for(after.posting)));
}

/// Errors: those of chat::check, chat Errc::room_name_taken, chat Errc::room_archived.
template <class Db>
Result<chat::Room> change_room(Db& db, Events& events, const chat::Actor& actor, chat::RoomId id,
                               const chat::RoomChange& change, Time now) {
    auto room = find_room(db, actor.id, id);
    if (!room) return room;
    if (auto may = check_may_change(db, actor.id, *room, change); !may)
        return std::unexpected(std::move(may.error()));

    auto changed = *room;
    changed.name = change.name.value_or(room->name);
    changed.topic = change.topic.value_or(room->topic);
    changed.archived = change.archived.value_or(room->archived);
    changed.posting = change.posting.value_or(room->posting);
    if (changed.name == room->name && changed.topic == room->topic && changed.archived == room->archived &&
        changed.posting == room->posting)
        return room;

    const auto name_key = fold_case(changed.name);
    if (room->kind == chat::RoomKind::public_room && name_key != fold_case(room->name) &&
        typename Db::Query(db, sql::find_public_room, name_key).next())
        return fail(chat::Errc::room_name_taken, "A public room of this name exists already.");
    run(db, sql::update_room, id, changed.name, name_key, changed.topic, fold_case(changed.topic),
        changed.posting, changed.archived, now);
    note_room_change(db, actor, *room, changed, now);
    tell_of_changed_room(db, events, changed);
    return changed;
}

/// Errors: those of chat::check.
template <class Db>
Result<void> delete_room(Db& db, Events& events, const chat::Actor& actor, chat::RoomId id, Time now) {
    const auto room = permitted_room(db, actor.id, id, chat::Action::delete_room);
    if (!room) return std::unexpected(room.error());
    run(db, sql::delete_memberships, id);
    run(db, sql::delete_room, id, now);
    note(db, actor, chat::AuditAction::delete_room, id, now, AuditDetail().with("name", room->name));
    events.emplace_back(chat::RoomDeleted{.room_id = id});
    return {};
}

template <class Db>
std::optional<chat::Member> find_member(Db& db, chat::RoomId id, chat::UserId user_id) {
    typename Db::Query query(db, sql::find_member, id, user_id);
    if (!query.next()) return std::nullopt;
    return read_member(query);
}

template <class Db>
void note_role(Db& db, const chat::Actor& actor, chat::RoomId room_id, chat::UserId user_id,
               chat::MemberRole role, Time now) {
    note(db, actor, chat::AuditAction::change_member_role, user_id, now,
         AuditDetail().with("roomId", room_id).with("role", word_for(role)));
}

/// Errors: those of chat::check, chat Errc::not_found, chat Errc::room_archived.
template <class Db>
Result<chat::Member> add_member(Db& db, Events& events, const chat::Actor& actor, const chat::Room& room,
                                chat::UserId user_id, chat::MemberRole role, Time now) {
    const auto action =
        role == chat::MemberRole::member ? chat::Action::add_member : chat::Action::change_role;
    if (auto permitted = check_permission(db, actor.id, room, action); !permitted)
        return std::unexpected(std::move(permitted.error()));
    if (room.archived) return fail(chat::Errc::room_archived, "This room has been archived.");
    auto user = find_user(db, user_id);
    if (!user || user->deactivated) return fail(chat::Errc::not_found, "There is no such user.");
    const auto added = add_to_room(db, events, room.id, user_id, role, now);
    if (!added) return std::unexpected(added.error());
    if (role != chat::MemberRole::member) note_role(db, actor, room.id, user_id, role, now);
    return chat::Member{.user = std::move(*user), .role = role, .joined_at = now};
}

/// Errors: those of chat::check, chat Errc::last_owner.
template <class Db>
Result<chat::Member> change_role(Db& db, Events& events, const chat::Actor& actor, const chat::Room& room,
                                 chat::Member member, chat::MemberRole role, Time now) {
    const bool steps_down = member.user.id == actor.id && role < member.role;
    const auto action = steps_down ? chat::Action::step_down : chat::Action::change_role;
    if (auto permitted = check_permission(db, actor.id, room, action); !permitted)
        return std::unexpected(std::move(permitted.error()));
    if (auto remains = check_owner_remains(db, room, member.role); !remains)
        return std::unexpected(std::move(remains.error()));
    run(db, sql::change_member_role, room.id, member.user.id, role);
    note_role(db, actor, room.id, member.user.id, role, now);
    member.role = role;
    events.emplace_back(chat::MemberUpdated{.room_id = room.id, .member = member});
    return member;
}

/// Errors: those of chat::check, chat Errc::not_found, chat Errc::room_archived, chat Errc::last_owner.
template <class Db>
Result<chat::Member> put_member(Db& db, Events& events, const chat::Actor& actor, chat::RoomId id,
                                chat::UserId user_id, std::optional<chat::MemberRole> role, Time now) {
    const auto room = find_room(db, actor.id, id);
    if (!room) return std::unexpected(room.error());
    auto member = find_member(db, id, user_id);
    if (!member)
        return add_member(db, events, actor, *room, user_id, role.value_or(chat::MemberRole::member), now);
    if (role && *role != member->role)
        return change_role(db, events, actor, *room, std::move(*member), *role, now);
    if (auto permitted = check_permission(db, actor.id, *room, chat::Action::add_member); !permitted)
        return std::unexpected(std::move(permitted.error()));
    return std::move(*member);
}

/// Errors: those of chat::check, chat Errc::last_owner.
template <class Db>
Result<void> remove_member(Db& db, Events& events, const chat::Actor& actor, chat::RoomId id,
                           chat::UserId user_id, Time now) {
    if (actor.id == user_id) return leave_room(db, events, actor.id, id);
    const auto room = find_room(db, actor.id, id);
    if (!room) return std::unexpected(room.error());
    const auto member = find_member(db, id, user_id);
    const bool is_plain = !member || member->role == chat::MemberRole::member;
    const auto action = is_plain ? chat::Action::remove_member : chat::Action::remove_moderator;
    if (auto permitted = check_permission(db, actor.id, *room, action); !permitted) return permitted;
    if (!member) return {};
    if (auto taken = take_from_room(db, events, *room, user_id, member->role); !taken) return taken;
    note(db, actor, chat::AuditAction::remove_member, user_id, now, AuditDetail().with("roomId", id));
    return {};
}

/// Errors: those of chat::check.
template <class Db>
Result<chat::Membership> change_notifications(Db& db, Events& events, chat::UserId user_id, chat::RoomId id,
                                              const chat::NotificationChange& change) {
    const auto room = permitted_room(db, user_id, id, chat::Action::set_notifications);
    if (!room) return std::unexpected(room.error());
    auto membership = *room->membership;
    membership.notifications = change.level.value_or(membership.notifications);
    membership.muted = change.muted.value_or(membership.muted);
    if (membership.notifications == room->membership->notifications &&
        membership.muted == room->membership->muted)
        return membership;
    run(db, sql::change_notifications, id, user_id, membership.notifications, membership.muted);
    events.emplace_back(chat::ReadMarkerMoved{.user_id = user_id,
                                              .room_id = id,
                                              .room_version = room->version,
                                              .room_last_seq = room->last_seq,
                                              .membership = membership,
                                              .origin = {}});
    return membership;
}

}  // namespace chatter::store
