#include "store/sqlite/rooms.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "chat/errc.hpp"
#include "store/case_folding.hpp"
#include "store/sqlite/room_reads.hpp"
#include "store/sqlite/users.hpp"

namespace chatter::store::sqlite {

namespace {

/// The creator and the others, each once, in the order of their ids.
std::vector<chat::UserId> people_of(const chat::NewRoom& room) {
    auto people = room.member_ids;
    people.push_back(room.creator_id);
    std::ranges::sort(people);
    const auto repeated = std::ranges::unique(people);
    people.erase(repeated.begin(), repeated.end());
    return people;
}

/// The same for the same people, whoever makes the room.
std::string direct_key(const std::vector<chat::UserId>& sorted_people) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    for (const auto& id : sorted_people)
        crypto_hash_sha256_update(&state, id.value.bytes.data(), id.value.bytes.size());
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256_final(&state, digest.data());
    return {digest.begin(), digest.end()};
}

bool insert_room(Connection& db, const chat::NewRoom& room, const std::optional<std::string>& key,
                 std::size_t member_count) {
    std::optional<BlobView> key_bytes;
    if (key) key_bytes = BlobView{*key};
    run(db, sql::insert_room, room.id, room.kind, room.name, fold_case(room.name), room.topic,
        fold_case(room.topic), key_bytes, static_cast<std::int64_t>(member_count), room.created_at);
    return db.changes() > 0;
}

/// Errors: chat Errc::not_found when there is no such user.
Result<void> insert_membership(Connection& db, chat::RoomId room_id, chat::UserId user_id,
                               chat::MemberRole role, Time now) {
    run(db, sql::insert_membership, room_id, user_id, role, now);
    if (db.changes() == 0) return fail(chat::Errc::not_found, "There is no such user.");
    return {};
}

std::optional<chat::RoomId> find_direct_room(Connection& db, const std::string& key) {
    Query query(db, sql::find_direct_room, BlobView{key});
    if (!query.next()) return std::nullopt;
    return query.take<chat::RoomId>();
}

chat::MemberRole role_of(chat::UserId user_id, const chat::NewRoom& room) {
    return user_id == room.creator_id ? chat::MemberRole::owner : chat::MemberRole::member;
}

}  // namespace

Result<chat::CreatedRoom> create_room(Connection& db, Events& events, const chat::NewRoom& room) {
    const auto people = people_of(room);
    std::optional<std::string> key;
    if (room.kind == chat::RoomKind::direct) {
        key = direct_key(people);
        if (const auto id = find_direct_room(db, *key)) {
            auto existing = find_room(db, room.creator_id, *id);
            if (!existing) return std::unexpected(std::move(existing.error()));
            return chat::CreatedRoom{.room = std::move(*existing), .existed = true};
        }
    }
    if (!insert_room(db, room, key, people.size()))
        return fail(chat::Errc::room_name_taken, "A public room of this name exists already.");
    for (const auto& user_id : people) {
        if (!insert_membership(db, room.id, user_id, role_of(user_id, room), room.created_at))
            return fail(chat::Errc::validation_failed, "Some fields are not valid.",
                        std::vector<FieldError>{{"userIds", "Must name people who exist."}});
    }
    auto made = find_room(db, room.creator_id, room.id);
    if (!made) return std::unexpected(std::move(made.error()));
    for (const auto& user_id : people) {
        auto seen = *made;
        seen.membership->role = role_of(user_id, room);
        events.emplace_back(chat::RoomAdded{.user_id = user_id, .room = std::move(seen)});
    }
    return chat::CreatedRoom{.room = std::move(*made), .existed = false};
}

Result<chat::Room> join_room(Connection& db, Events& events, chat::UserId user_id, chat::RoomId id,
                             Time now) {
    auto room = find_room(db, user_id, id);
    if (!room || room->membership) return room;
    if (room->archived) return fail(chat::Errc::room_archived, "This room has been archived.");
    if (auto added = insert_membership(db, id, user_id, chat::MemberRole::member, now); !added)
        return std::unexpected(std::move(added.error()));
    run(db, sql::add_to_member_count, id, std::int64_t{1});

    auto joined = find_room(db, user_id, id);
    auto user = find_user(db, user_id);
    if (!joined || !user) return joined;
    events.emplace_back(chat::RoomAdded{.user_id = user_id, .room = *joined});
    events.emplace_back(chat::MemberJoined{
        .room_id = id,
        .member = {.user = std::move(*user), .role = chat::MemberRole::member, .joined_at = now}});
    return joined;
}

Result<void> leave_room(Connection& db, Events& events, chat::UserId user_id, chat::RoomId id) {
    const auto room = find_room(db, user_id, id);
    if (!room) return std::unexpected(room.error());
    if (!room->membership) return {};
    if (room->kind == chat::RoomKind::direct)
        return fail(chat::Errc::direct_room_closed, "Nobody joins or leaves a direct room.");
    if (room->membership->role == chat::MemberRole::owner && room->member_count > 1) {
        Query owners(db, sql::count_owners, id);
        if (owners.next() && owners.take<std::int64_t>() == 1)
            return fail(chat::Errc::last_owner, "The last owner cannot leave while others remain.");
    }
    run(db, sql::delete_membership, id, user_id);
    run(db, sql::add_to_member_count, id, std::int64_t{-1});
    events.emplace_back(chat::MemberLeft{.room_id = id, .user_id = user_id});
    events.emplace_back(chat::RoomRemoved{.user_id = user_id, .room_id = id});
    return {};
}

}  // namespace chatter::store::sqlite
