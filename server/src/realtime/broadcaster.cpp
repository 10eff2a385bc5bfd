#include "realtime/broadcaster.hpp"

#include <boost/json/object.hpp>

#include "realtime/room_names.hpp"
#include "wire/entities.hpp"

namespace chatter::realtime {

namespace json = boost::json;

void Broadcaster::publish(std::vector<chat::Event> committed) {
    for (const auto& event : committed) std::visit([this](const auto& what) { tell(what); }, event);
}

void Broadcaster::tell(const chat::MessagePosted& event) { tell_room("message:new", event.message); }

void Broadcaster::tell(const chat::MessageUpdated& event) { tell_room("message:updated", event.message); }

void Broadcaster::tell(const chat::MessageDeleted& event) { tell_room("message:deleted", event.message); }

void Broadcaster::tell_room(std::string_view name, const chat::Message& message) {
    nsp_.to(room_name(message.room_id))
        .emit(std::string(name), {json::object{{"message", wire::to_json(message)}}});
}

void Broadcaster::tell(const chat::RoomAdded& event) {
    const auto sockets = nsp_.to(user_name(event.user_id));
    sockets.sockets_join({room_name(event.room.id)});
    sockets.emit("room:added", {json::object{{"room", wire::to_json(event.room)}}});
}

void Broadcaster::tell(const chat::RoomRemoved& event) {
    const auto sockets = nsp_.to(user_name(event.user_id));
    sockets.sockets_leave({room_name(event.room_id)});
    sockets.emit("room:removed", {json::object{{"roomId", event.room_id.to_string()}}});
}

void Broadcaster::tell(const chat::RoomUpdated& event) {
    auto room = event.room;
    for (const auto& [user_id, membership] : event.memberships) {
        room.membership = membership;
        nsp_.to(user_name(user_id)).emit("room:updated", {json::object{{"room", wire::to_json(room)}}});
    }
    if (!event.memberships.empty()) return;
    auto without_membership = wire::to_json(room);
    without_membership.erase("membership");
    nsp_.to(room_name(room.id)).emit("room:updated", {json::object{{"room", std::move(without_membership)}}});
}

void Broadcaster::tell(const chat::RoomDeleted& event) {
    const auto sockets = nsp_.to(room_name(event.room_id));
    sockets.emit("room:removed", {json::object{{"roomId", event.room_id.to_string()}}});
    sockets.sockets_leave({room_name(event.room_id)});
}

void Broadcaster::tell(const chat::MemberJoined& event) {
    tell_of_member("member:joined", event.room_id, event.member);
}

void Broadcaster::tell(const chat::MemberUpdated& event) {
    tell_of_member("member:updated", event.room_id, event.member);
}

void Broadcaster::tell_of_member(const char* name, chat::RoomId room_id, const chat::Member& member) {
    nsp_.to(room_name(room_id))
        .emit(name, {json::object{{"roomId", room_id.to_string()}, {"member", wire::to_json(member)}}});
}

void Broadcaster::tell(const chat::MemberLeft& event) {
    nsp_.to(room_name(event.room_id))
        .emit("member:left",
              {json::object{{"roomId", event.room_id.to_string()}, {"userId", event.user_id.to_string()}}});
}

void Broadcaster::tell(const chat::ReadMarkerMoved& event) {
    auto sockets = nsp_.to(user_name(event.user_id));
    if (!event.origin.empty()) sockets = sockets.except(event.origin);
    sockets.emit("read:updated", {json::object{{"roomId", event.room_id.to_string()},
                                               {"membership", wire::to_json(event.membership)}}});
}

void Broadcaster::tell(const chat::SessionRevoked& event) {
    const auto sockets = nsp_.to(session_name(event.session_id));
    sockets.emit("session:revoked", {json::object()});
    sockets.disconnect_sockets(true);
}

}  // namespace chatter::realtime
