#include "realtime/broadcaster.hpp"

#include <boost/json/object.hpp>

#include "realtime/message_event.hpp"
#include "realtime/ordered_delivery.hpp"
#include "realtime/presence_directory.hpp"
#include "realtime/room_names.hpp"
#include "realtime/session_end.hpp"
#include "wire/entities.hpp"

namespace chatter::realtime {

namespace json = boost::json;

void Broadcaster::publish(std::vector<chat::Event> committed) {
    if (order_ == nullptr) return tell(committed);
    order_->in_turn([this, &committed](Sequencer&) { tell(committed); });
}

void Broadcaster::tell(const std::vector<chat::Event>& committed) {
    for (const auto& event : committed) std::visit([this](const auto& what) { tell(what); }, event);
}

void Broadcaster::tell(const chat::MessagePosted& event) { tell_room("message:new", event.message); }

void Broadcaster::tell(const chat::MessageUpdated& event) { tell_room("message:updated", event.message); }

void Broadcaster::tell(const chat::MessageDeleted& event) { tell_room("message:deleted", event.message); }

void Broadcaster::tell_room(std::string_view name, const chat::Message& message) {
    nsp_.to(room_name(message.room_id)).emit_json(message_event(name, message));
}

void Broadcaster::tell(const chat::RoomAdded& event) {
    const auto sockets = nsp_.to(user_name(event.user_id));
    sockets.emit("room:added", {json::object{{"room", wire::to_json(event.room)}}});
    // On every node of a cluster they have joined with the event, in its turn; this is for Node's servers.
    sockets.sockets_join({room_name(event.room.id)});
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
    tell_user(event.user_id, event.origin, "read:updated",
              {{"roomId", event.room_id.to_string()},
               {"version", event.room_version},
               {"lastSeq", event.room_last_seq},
               {"membership", wire::to_json(event.membership)}});
}

void Broadcaster::tell(const chat::DraftChanged& event) {
    tell_user(event.user_id, event.origin, "draft:updated", {{"draft", wire::to_json(event.draft)}});
}

void Broadcaster::tell(const chat::SavedMessagesChanged& event) {
    tell_user(event.user_id, {}, "saved:updated",
              {{"roomId", event.room_id.to_string()},
               {"messageId", event.message_id.to_string()},
               {"saved", event.saved}});
}

void Broadcaster::tell_user(chat::UserId user_id, const std::string& origin, const char* name,
                            json::object payload) {
    auto sockets = nsp_.to(user_name(user_id));
    if (!origin.empty()) sockets = sockets.except(origin);
    sockets.emit(name, {std::move(payload)});
}

void Broadcaster::tell(const chat::SessionRevoked& event) {
    end_session(nsp_.to(session_name(event.session_id)));
}

void Broadcaster::tell(const chat::UserUpdated& event) {
    presence_.choose(event.user);
    const auto own_sockets = user_name(event.user.id);
    nsp_.to(own_sockets)
        .emit("user:updated", {json::object{{"user", wire::to_json(event.user, wire::Privacy::own_view)}}});
    if (event.room_ids.empty()) return;
    std::vector<std::string> rooms;
    rooms.reserve(event.room_ids.size());
    for (const auto& id : event.room_ids) rooms.push_back(room_name(id));
    // One broadcast to all of them: who shares several rooms with the person hears it once.
    nsp_.to(rooms)
        .except(own_sockets)
        .emit("user:updated", {json::object{{"user", wire::to_json(event.user)}}});
}

void Broadcaster::tell(const chat::BlockUpdated& event) {
    presence_.hide(event.user_id, event.other_id, event.blocked);
    nsp_.to(user_name(event.user_id))
        .emit("block:updated",
              {json::object{{"userId", event.other_id.to_string()}, {"blocked", event.blocked}}});
}

}  // namespace chatter::realtime
