#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "chat/entities.hpp"

namespace chatter::chat {

/// What happened, once it is durable. Named in the past tense, published in commit order.
struct MessagePosted {
    Message message;
};
/// Edited, reacted to, pinned, or a thread has grown.
struct MessageUpdated {
    Message message;
};
/// `message` is what is left of it: its place, without content.
struct MessageDeleted {
    Message message;
};
/// `room` is as `user_id` sees it. Comes before any message of that room that the user may hear.
struct RoomAdded {
    UserId user_id;
    Room room;
};
struct RoomRemoved {
    UserId user_id;
    RoomId room_id;
};
/// `memberships` are those of everybody in the room, so that each is told with their own; none when the room
/// is large: then all are told at once, without.
struct RoomUpdated {
    Room room;
    std::vector<std::pair<UserId, Membership>> memberships;
};
/// For everybody who was in it.
struct RoomDeleted {
    RoomId room_id;
};
struct MemberJoined {
    RoomId room_id;
    Member member;
};
struct MemberLeft {
    RoomId room_id;
    UserId user_id;
};
/// In the same room, with another role.
struct MemberUpdated {
    RoomId room_id;
    Member member;
};
/// Also when what a member wants to hear of has changed. `origin` names the connection that moved the marker
/// and knows already; empty when none did.
struct ReadMarkerMoved {
    UserId user_id;
    RoomId room_id;
    Membership membership;
    std::string origin;
};
struct SessionRevoked {
    UserId user_id;
    SessionId session_id;
};

using Event =
    std::variant<MessagePosted, MessageUpdated, MessageDeleted, RoomAdded, RoomRemoved, RoomUpdated,
                 RoomDeleted, MemberJoined, MemberLeft, MemberUpdated, ReadMarkerMoved, SessionRevoked>;

/// Port: where committed events go.
class EventSink {
  public:
    virtual ~EventSink() = default;
    /// Called after the commit, in commit order, on the store's writing thread; must not block.
    virtual void publish(std::vector<Event> committed) = 0;
};

}  // namespace chatter::chat
