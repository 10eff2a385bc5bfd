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
/// Also when what a member wants to hear of has changed. `membership` counts all up to `room_version`.
/// `origin` names the connection that moved the marker and knows already; empty when none did.
struct ReadMarkerMoved {
    UserId user_id;
    RoomId room_id;
    Version room_version = 0;
    /// Up to which the counts go.
    Seq room_last_seq = 0;
    Membership membership;
    std::string origin;
};
/// `origin` as in ReadMarkerMoved.
struct DraftChanged {
    UserId user_id;
    Draft draft;
    std::string origin;
};
/// To the user's list of saved messages, or off it.
struct SavedMessagesChanged {
    UserId user_id;
    RoomId room_id;
    MessageId message_id;
    bool saved = false;
};
struct SessionRevoked {
    UserId user_id;
    SessionId session_id;
};
/// `room_ids` are the rooms that hear of it, besides the person: none when nothing changed that others see.
struct UserUpdated {
    User user;
    std::vector<RoomId> room_ids;
};
/// For `user_id` alone: nobody is told that they have been blocked.
struct BlockUpdated {
    UserId user_id;
    UserId other_id;
    bool blocked = false;
};

using Event = std::variant<MessagePosted, MessageUpdated, MessageDeleted, RoomAdded, RoomRemoved, RoomUpdated,
                           RoomDeleted, MemberJoined, MemberLeft, MemberUpdated, ReadMarkerMoved,
                           DraftChanged, SavedMessagesChanged, SessionRevoked, UserUpdated, BlockUpdated>;

/// Port: where committed events go.
class EventSink {
  public:
    virtual ~EventSink() = default;
    /// Called after the commit, in commit order, on the store's writing thread; must not block.
    virtual void publish(std::vector<Event> committed) = 0;
};

}  // namespace chatter::chat
