#pragma once

namespace chatter::chat {

class Accounts;
class Images;
class Invites;
class MessageChanges;
class Messages;
class ReadMarkers;
class RoomKeeping;
class Rooms;
class Search;

/// Everything that can be asked of the chat, for the edges that ask: REST and Socket.IO alike.
struct UseCases {
    Accounts& accounts;
    Rooms& rooms;
    RoomKeeping& room_keeping;
    Invites& invites;
    Messages& messages;
    MessageChanges& message_changes;
    ReadMarkers& read_markers;
    Images& images;
    Search& search;
};

}  // namespace chatter::chat
