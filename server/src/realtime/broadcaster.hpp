#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "chat/events.hpp"
#include "socketio/namespace.hpp"

namespace chatter::realtime {

class OrderedDelivery;
class PresenceDirectory;

/// Tells every socket concerned what happened. The store publishes in commit order, which is version order in
/// each room, and the workers receive in that order: so `message:*` events of a room come by version, and
/// `room:added` before that room's messages. Each event is encoded once. With several nodes the events of the
/// others come in between (OrderedDelivery).
class Broadcaster final : public chat::EventSink {
  public:
    /// All of them outlive this. `order` is null when there is one node, which needs none.
    Broadcaster(socketio::Namespace& nsp, PresenceDirectory& presence, OrderedDelivery* order)
        : nsp_(nsp), presence_(presence), order_(order) {}

    void publish(std::vector<chat::Event> committed) override;

  private:
    void tell(const std::vector<chat::Event>& committed);
    void tell(const chat::MessagePosted& event);
    void tell(const chat::MessageUpdated& event);
    void tell(const chat::MessageDeleted& event);
    void tell(const chat::RoomAdded& event);
    void tell(const chat::RoomRemoved& event);
    void tell(const chat::RoomUpdated& event);
    void tell(const chat::RoomDeleted& event);
    void tell(const chat::MemberJoined& event);
    void tell(const chat::MemberLeft& event);
    void tell(const chat::MemberUpdated& event);
    void tell(const chat::ReadMarkerMoved& event);
    void tell(const chat::DraftChanged& event);
    void tell(const chat::SavedMessagesChanged& event);
    void tell(const chat::SessionRevoked& event);
    void tell(const chat::UserUpdated& event);
    void tell(const chat::BlockUpdated& event);
    /// To all sockets of a user, but for `origin`, unless that is empty.
    void tell_user(chat::UserId user_id, const std::string& origin, const char* name,
                   boost::json::object payload);
    void tell_of_member(const char* name, chat::RoomId room_id, const chat::Member& member);

    void tell_room(std::string_view name, const chat::Message& message);

    socketio::Namespace& nsp_;
    PresenceDirectory& presence_;
    OrderedDelivery* const order_;
};

}  // namespace chatter::realtime
