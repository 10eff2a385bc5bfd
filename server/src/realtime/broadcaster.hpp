#pragma once

#include <string_view>
#include <vector>

#include "chat/events.hpp"
#include "socketio/namespace.hpp"

namespace chatter::realtime {

/// Tells every socket concerned what happened. The store publishes in commit order, which is version order in
/// each room, and the workers receive in that order: so `message:*` events of a room come by version, and
/// `room:added` before that room's messages. Each event is encoded once.
class Broadcaster final : public chat::EventSink {
  public:
    explicit Broadcaster(socketio::Namespace& nsp) : nsp_(nsp) {}

    void publish(std::vector<chat::Event> committed) override;

  private:
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
    void tell(const chat::SessionRevoked& event);
    void tell_of_member(const char* name, chat::RoomId room_id, const chat::Member& member);

    void tell_room(std::string_view name, const chat::Message& message);

    socketio::Namespace& nsp_;
};

}  // namespace chatter::realtime
