// Rooms and who is in them, the same in every store. `Db` is a store's Connection; each function works inside
// the transaction of whoever calls.
#pragma once

#include <string>
#include <vector>

#include "chat/errc.hpp"
#include "chat/permissions.hpp"
#include "chat/ports/room_store.hpp"
#include "store/case_folding.hpp"
#include "store/queries.hpp"
#include "store/room_views.hpp"
#include "store/users.hpp"
#include "store/write_queue.hpp"

namespace chatter::store {

/// The creator and the others, each once, in the order of their ids.
[[nodiscard]] std::vector<chat::UserId> people_of(const chat::NewRoom& room);
/// 32 bytes, the same for the same people, whoever makes the room.
[[nodiscard]] std::string direct_key(const std::vector<chat::UserId>& sorted_people);
[[nodiscard]] chat::MemberRole role_of(chat::UserId user_id, const chat::NewRoom& room);

template <class Db>
std::vector<chat::User> list_room_people(Db& db, chat::RoomId id) {
    typename Db::Query query(db, sql::list_room_people, id);
    return read_users(query);
}

/// The room as `viewer` sees it. Errors: chat Errc::not_found, also for a room that `viewer` may not know of.
template <class Db>
Result<chat::Room> find_room(Db& db, chat::UserId viewer, chat::RoomId id) {
    std::optional<chat::Room> room;
    if (typename Db::Query query(db, sql::find_room, viewer, id); query.next()) room = read_room(query);
    auto visible = visible_room(std::move(room));
    if (visible && visible->kind == chat::RoomKind::direct) visible->members = list_room_people(db, id);
    return visible;
}

/// Whether the user is one of the server's admins now.
template <class Db>
bool is_admin(Db& db, chat::UserId user_id) {
    typename Db::Query query(db, sql::find_user_role, user_id);
    return query.next() && take<chat::UserRole>(query) == chat::UserRole::admin;
}

/// What the table of permissions says of this user, who sees the room so; being an admin is asked for only
/// where it matters. Errors: those of chat::check.
template <class Db>
Result<void> check_permission(Db& db, chat::UserId user_id, const chat::Room& room, chat::Action action,
                              bool is_author = false) {
    auto relation = chat::relation_to(room, is_author);
    if (chat::decide(action, relation) == chat::Decision::forbidden && chat::rule_of(action).admins)
        relation.admin = is_admin(db, user_id);
    return chat::check(action, relation);
}

/// The room as the user sees it, who may do this in it. Errors: those of chat::check.
template <class Db>
Result<chat::Room> permitted_room(Db& db, chat::UserId user_id, chat::RoomId id, chat::Action action,
                                  bool is_author = false) {
    auto room = find_room(db, user_id, id);
    if (!room) return room;
    if (auto permitted = check_permission(db, user_id, *room, action, is_author); !permitted)
        return std::unexpected(std::move(permitted.error()));
    return room;
}

template <class Db>
std::optional<chat::RoomId> find_direct_room(Db& db, const std::string& key) {
    typename Db::Query query(db, sql::find_direct_room, typename Db::Blob{key});
    if (!query.next()) return std::nullopt;
    return take<chat::RoomId>(query);
}

/// False when a public room of this name or a direct room of this key exists.
template <class Db>
bool insert_room(Db& db, const chat::NewRoom& room, const std::optional<std::string>& key,
                 std::size_t member_count) {
    std::optional<typename Db::Blob> key_bytes;
    if (key) key_bytes = typename Db::Blob{*key};
    run(db, sql::insert_room, room.id, room.kind, room.name, fold_case(room.name), room.topic,
        fold_case(room.topic), key_bytes, static_cast<std::int64_t>(member_count), room.created_at);
    return db.changes() > 0;
}

/// False when there is no such user, or they are deactivated.
template <class Db>
bool insert_membership(Db& db, chat::RoomId room_id, chat::UserId user_id, chat::MemberRole role, Time now) {
    run(db, sql::insert_membership, room_id, user_id, role, now);
    return db.changes() > 0;
}

template <class Db>
std::int64_t count_owners(Db& db, chat::RoomId id) {
    typename Db::Query query(db, sql::count_owners, id);
    return query.next() ? take<std::int64_t>(query) : 0;
}

/// Whether one of the two has blocked the other.
template <class Db>
bool is_blocked_between(Db& db, chat::UserId one, chat::UserId other) {
    return typename Db::Query(db, sql::is_blocked_between, one, other).next();
}

/// Errors: chat Errc::room_name_taken, chat Errc::validation_failed, chat Errc::blocked.
template <class Db>
Result<chat::CreatedRoom> create_room(Db& db, Events& events, const chat::NewRoom& room) {
    const auto people = people_of(room);
    std::optional<std::string> key;
    if (room.kind == chat::RoomKind::direct) {
        key = direct_key(people);
        if (const auto id = find_direct_room(db, *key)) {
            auto existing = find_room(db, room.creator_id, *id);
            if (!existing) return std::unexpected(std::move(existing.error()));
            return chat::CreatedRoom{.room = std::move(*existing), .existed = true};
        }
        if (people.size() == 2 && is_blocked_between(db, people.front(), people.back()))
            return fail(chat::Errc::blocked, "You cannot write to this person.");
    }
    if (!insert_room(db, room, key, people.size()))
        return fail(chat::Errc::room_name_taken, "A public room of this name exists already.");
    run(db, Db::insert_memberships, room.id, people, room.creator_id, chat::MemberRole::owner,
        chat::MemberRole::member, room.created_at);
    if (db.changes() < static_cast<std::int64_t>(people.size()))
        return fail(chat::Errc::validation_failed, "Some fields are not valid.",
                    std::vector<FieldError>{{"userIds", "Must name people who exist."}});
    auto made = find_room(db, room.creator_id, room.id);
    if (!made) return std::unexpected(std::move(made.error()));
    for (const auto& user_id : people) {
        auto seen = *made;
        seen.membership->role = role_of(user_id, room);
        events.emplace_back(chat::RoomAdded{.user_id = user_id, .room = std::move(seen)});
    }
    return chat::CreatedRoom{.room = std::move(*made), .existed = false};
}

/// The room as its new member sees it. Errors: chat Errc::not_found (no such user).
template <class Db>
Result<chat::Room> add_to_room(Db& db, Events& events, chat::RoomId id, chat::UserId user_id,
                               chat::MemberRole role, Time now) {
    if (!insert_membership(db, id, user_id, role, now))
        return fail(chat::Errc::not_found, "There is no such user.");
    run(db, sql::add_to_member_count, id, std::int64_t{1});
    auto joined = find_room(db, user_id, id);
    auto user = find_user(db, user_id);
    if (!joined || !user) return joined;
    events.emplace_back(chat::RoomAdded{.user_id = user_id, .room = *joined});
    events.emplace_back(chat::MemberJoined{
        .room_id = id, .member = {.user = std::move(*user), .role = role, .joined_at = now}});
    return joined;
}

/// Errors: chat Errc::last_owner, when others would remain without an owner.
template <class Db>
Result<void> check_owner_remains(Db& db, const chat::Room& room, chat::MemberRole role) {
    if (role != chat::MemberRole::owner || room.member_count == 1 || count_owners(db, room.id) > 1) return {};
    return fail(chat::Errc::last_owner,
                "A room that others are in needs an owner: make somebody else one first.");
}

/// Takes out a member who has that role. Errors: chat Errc::last_owner.
template <class Db>
Result<void> take_from_room(Db& db, Events& events, const chat::Room& room, chat::UserId user_id,
                            chat::MemberRole role) {
    if (auto remains = check_owner_remains(db, room, role); !remains) return remains;
    run(db, sql::delete_membership, room.id, user_id);
    run(db, sql::add_to_member_count, room.id, std::int64_t{-1});
    events.emplace_back(chat::MemberLeft{.room_id = room.id, .user_id = user_id});
    events.emplace_back(chat::RoomRemoved{.user_id = user_id, .room_id = room.id});
    return {};
}

/// Errors: chat Errc::not_found, chat Errc::room_archived.
template <class Db>
Result<chat::Room> join_room(Db& db, Events& events, chat::UserId user_id, chat::RoomId id, Time now) {
    auto room = permitted_room(db, user_id, id, chat::Action::join_room);
    if (!room || room->membership) return room;
    if (room->archived) return fail(chat::Errc::room_archived, "This room has been archived.");
    return add_to_room(db, events, id, user_id, chat::MemberRole::member, now);
}

/// Errors: chat Errc::not_found, chat Errc::direct_room_closed, chat Errc::last_owner.
template <class Db>
Result<void> leave_room(Db& db, Events& events, chat::UserId user_id, chat::RoomId id) {
    const auto room = permitted_room(db, user_id, id, chat::Action::leave_room);
    if (!room) return std::unexpected(room.error());
    if (!room->membership) return {};
    return take_from_room(db, events, *room, user_id, room->membership->role);
}

}  // namespace chatter::store
