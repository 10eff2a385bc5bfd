#include "socketio/room_watch.hpp"

#include "socketio/namespace.hpp"

namespace chatter::socketio {

std::string_view to_string(RoomEvent event) noexcept {
    switch (event) {
        case RoomEvent::create_room: return "create-room";
        case RoomEvent::join_room: return "join-room";
        case RoomEvent::leave_room: return "leave-room";
        case RoomEvent::delete_room: return "delete-room";
    }
    return "unknown";
}

void RoomWatch::joined(Namespace& nsp, std::string_view room, std::string_view id) {
    const std::lock_guard lock(mutex_);
    if (member_counts_[std::string(room)]++ == 0) {
        if (nsp.adapter_follows_rooms()) nsp.adapter().room_created(room);
        tell(nsp, RoomEvent::create_room, room, {});
    }
    tell(nsp, RoomEvent::join_room, room, id);
}

void RoomWatch::left(Namespace& nsp, std::string_view room, std::string_view id) {
    const std::lock_guard lock(mutex_);
    tell(nsp, RoomEvent::leave_room, room, id);
    const auto found = member_counts_.find(std::string(room));
    if (--found->second > 0) return;
    member_counts_.erase(found);
    if (nsp.adapter_follows_rooms()) nsp.adapter().room_deleted(room);
    tell(nsp, RoomEvent::delete_room, room, {});
}

/// All on one worker, so that the handlers see one order; and later, because they may do anything.
void RoomWatch::tell(Namespace& nsp, RoomEvent event, std::string_view room, std::string_view id) {
    if (nsp.handlers().on_room[static_cast<std::size_t>(event)].empty()) return;
    nsp.first_worker().post([this, keep = nsp.weak_from_this().lock(), &nsp, number = ++last_told_,
                             told = Told{event, std::string(room), std::string(id)}]() mutable {
        arrivals_.arrive(number, std::move(told), [&nsp](std::uint64_t, const Told& next) {
            for (const auto& handler : nsp.handlers().on_room[static_cast<std::size_t>(next.event)])
                handler(nsp, next.room, next.id);
        });
    });
}

}  // namespace chatter::socketio
