#include "chat/room_keeping.hpp"

#include "chat/validation.hpp"

namespace chatter::chat {

RoomKeeping::RoomKeeping(RoomKeepingStore& store, const Clock& clock) : store_(store), clock_(clock) {}

Task<Result<Room>> RoomKeeping::change(Actor actor, RoomId id, RoomChange change) {
    Validation validation;
    if (change.name) {
        change.name = trimmed_if_valid(*change.name);
        validation.check("name", complaint_about_room_name(*change.name));
    }
    if (change.topic) {
        change.topic = trimmed_if_valid(*change.topic);
        validation.check("topic", complaint_about_topic(*change.topic));
    }
    if (auto valid = validation.result(); !valid) co_return std::unexpected(std::move(valid.error()));
    co_return co_await store_.change_room(std::move(actor), id, std::move(change), clock_.now());
}

Task<Result<void>> RoomKeeping::remove(Actor actor, RoomId id) {
    return store_.delete_room(std::move(actor), id, clock_.now());
}

Task<Result<Member>> RoomKeeping::put_member(Actor actor, RoomId id, UserId user_id,
                                             std::optional<MemberRole> role) {
    return store_.put_member(std::move(actor), id, user_id, role, clock_.now());
}

Task<Result<void>> RoomKeeping::remove_member(Actor actor, RoomId id, UserId user_id) {
    return store_.remove_member(std::move(actor), id, user_id, clock_.now());
}

Task<Result<Membership>> RoomKeeping::change_notifications(UserId user_id, RoomId id,
                                                           NotificationChange change) {
    return store_.change_notifications(user_id, id, change);
}

}  // namespace chatter::chat
