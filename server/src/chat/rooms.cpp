#include "chat/rooms.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "chat/characters.hpp"
#include "chat/errc.hpp"
#include "chat/validation.hpp"

namespace chatter::chat {

namespace {

constexpr std::size_t direct_room_others_max = 49;
constexpr std::size_t invited_max = 100;
constexpr std::size_t discovered_max = 100;
constexpr std::int64_t members_limit_max = 200;

std::vector<UserId> others(std::vector<UserId> user_ids, UserId self) {
    std::erase(user_ids, self);
    std::ranges::sort(user_ids);
    const auto repeated = std::ranges::unique(user_ids);
    user_ids.erase(repeated.begin(), repeated.end());
    return user_ids;
}

Result<void> validate(const NewRoom& room) {
    Validation validation;
    if (room.kind == RoomKind::direct) {
        if (room.member_ids.empty()) validation.check("userIds", "Must name at least one other person.");
        if (room.member_ids.size() > direct_room_others_max)
            validation.check("userIds", "Must name at most 49 other people.");
        return validation.result();
    }
    validation.check("name", complaint_about_room_name(room.name));
    validation.check("topic", complaint_about_topic(room.topic));
    if (room.member_ids.size() > invited_max)
        validation.check("userIds", "Must name at most 100 other people.");
    return validation.result();
}

}  // namespace

Rooms::Rooms(RoomStore& rooms, const Clock& clock, Random& random)
    : rooms_(rooms), clock_(clock), random_(random) {}

Task<Result<CreatedRoom>> Rooms::create(UserId creator, RoomDraft draft) {
    const auto now = clock_.now();
    NewRoom room{.id = RoomId::make(now, random_),
                 .kind = draft.kind,
                 .name = {},
                 .topic = {},
                 .creator_id = creator,
                 .member_ids = others(std::move(draft.user_ids), creator),
                 .created_at = now};
    // A direct room is known by its people: a name or topic sent along means nothing.
    if (room.kind != RoomKind::direct) {
        room.name = trimmed_if_valid(draft.name.value_or(""));
        room.topic = trimmed_if_valid(draft.topic.value_or(""));
    }
    if (auto valid = validate(room); !valid) co_return std::unexpected(std::move(valid.error()));
    co_return co_await rooms_.create_room(std::move(room));
}

Task<Result<std::vector<Room>>> Rooms::list(UserId viewer) { return rooms_.list_rooms(viewer); }

Task<Result<std::vector<Room>>> Rooms::list_now(UserId viewer) { return rooms_.list_rooms_now(viewer); }

Task<Result<std::vector<RoomId>>> Rooms::list_ids(UserId viewer, SessionId session) {
    return rooms_.list_room_ids(viewer, session);
}

Task<Result<std::vector<Room>>> Rooms::discover(UserId viewer, std::string query) {
    Validation validation;
    validation.check("query", complaint_about_search(query));
    if (auto valid = validation.result(); !valid) co_return std::unexpected(std::move(valid.error()));
    co_return co_await rooms_.discover_rooms(viewer, std::string(trim_white_space(query)), discovered_max);
}

Task<Result<Room>> Rooms::find(UserId viewer, RoomId id) { return rooms_.find_room(viewer, id); }

Task<Result<Room>> Rooms::join(UserId user_id, RoomId id) {
    return rooms_.join_room(user_id, id, clock_.now());
}

Task<Result<void>> Rooms::leave(UserId user_id, RoomId id) { return rooms_.leave_room(user_id, id); }

Task<Result<MemberPage>> Rooms::list_members(UserId viewer, RoomId id, std::string cursor,
                                             std::int64_t limit) {
    Validation validation;
    if (limit < 1 || limit > members_limit_max) validation.check("limit", "Must be from 1 to 200.");
    if (auto valid = validation.result(); !valid) co_return std::unexpected(std::move(valid.error()));
    co_return co_await rooms_.list_members(viewer, id, std::move(cursor), static_cast<std::size_t>(limit));
}

Task<Result<ReadPosition>> Rooms::mark_read(UserId user_id, RoomId id, Seq seq, std::string origin) {
    Validation validation;
    if (seq < 0) validation.check("seq", "Must not be negative.");
    if (auto valid = validation.result(); !valid) co_return std::unexpected(std::move(valid.error()));
    co_return co_await rooms_.move_read_marker(user_id, id, seq, std::move(origin));
}

}  // namespace chatter::chat
