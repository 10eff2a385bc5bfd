#pragma once

namespace chatter::chat {

class Accounts;
class Administration;
class AuditLog;
class Blocks;
class Drafts;
class Images;
class Invites;
class MessageChanges;
class MessageLookup;
class Messages;
class Profiles;
class RateLimiter;
class ReadMarkers;
class RoomKeeping;
class Rooms;
class SavedMessages;
class Search;

/// Everything that can be asked of the chat, for the edges that ask: REST and Socket.IO alike.
struct UseCases {
    Accounts& accounts;
    Administration& administration;
    AuditLog& audit_log;
    Profiles& profiles;
    Blocks& blocks;
    Rooms& rooms;
    RoomKeeping& room_keeping;
    Invites& invites;
    Messages& messages;
    MessageChanges& message_changes;
    MessageLookup& message_lookup;
    ReadMarkers& read_markers;
    Drafts& drafts;
    SavedMessages& saved_messages;
    Images& images;
    Search& search;
    RateLimiter& rates;
};

}  // namespace chatter::chat
