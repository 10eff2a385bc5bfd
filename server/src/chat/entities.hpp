#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "chat/ids.hpp"

namespace chatter::chat {

/// A message's place in its room: 1, 2, 3, … without a gap.
using Seq = std::int64_t;
/// Counts every change of a room's messages: 1, 2, 3, … A message keeps the version of its last change.
using Version = std::int64_t;

enum class UserRole : std::uint8_t { member, admin };
enum class RoomKind : std::uint8_t { public_room, private_room, direct };
enum class MemberRole : std::uint8_t { member, moderator, owner };
/// Who may post in a room: in an announcement room its moderators and owners alone.
enum class PostingPolicy : std::uint8_t { everyone, moderators };
/// What of a room a member wants to be told about.
enum class NotificationLevel : std::uint8_t { all, mentions, nothing };
/// How a person wants to be seen, whatever their connections say.
enum class ChosenPresence : std::uint8_t { automatic, away, do_not_disturb, offline };

struct User {
    UserId id;
    std::string username;  // lower case
    std::string display_name;
    std::optional<std::string> avatar_url;
    std::optional<std::string> email;  // shown to oneself and admins only
    UserRole role = UserRole::member;
    Time created_at;
    bool deactivated = false;
    std::string status_text;
    ChosenPresence chosen_presence = ChosenPresence::automatic;
};

/// The part of a user that travels with each message.
struct Author {
    UserId id;
    std::string username;
    std::string display_name;
    std::optional<std::string> avatar_url;
};

/// A signed-in device.
struct Session {
    SessionId id;
    UserId user_id;
    Time created_at;
    Time last_used_at;
    Time expires_at;
    std::string user_agent;
    std::string address;
};

/// One user's standing in one room. The counts are arithmetic over seqs, never counters of their own.
struct Membership {
    MemberRole role = MemberRole::member;
    Seq last_read_seq = 0;
    std::int64_t unread_count = 0;
    std::int64_t mention_count = 0;
    bool muted = false;
    NotificationLevel notifications = NotificationLevel::all;
};

/// How far somebody has read a room, and up to where that was counted: what is said or changed later is not
/// in the counts.
struct ReadPosition {
    Membership membership;
    Version room_version = 0;
    Seq room_last_seq = 0;
};

struct Member {
    User user;
    MemberRole role = MemberRole::member;
    Time joined_at;
};

struct Room {
    RoomId id;
    RoomKind kind = RoomKind::public_room;
    std::string name;  // empty for a direct room
    std::string topic;
    std::int64_t member_count = 0;
    Seq last_seq = 0;
    Version version = 0;
    std::optional<Time> last_message_at;
    Time created_at;
    bool archived = false;
    PostingPolicy posting = PostingPolicy::everyone;
    std::optional<Membership> membership;  // the viewer's
    std::vector<User> members;             // of direct rooms only
};

/// What a client needs to lay an image out before its bytes come.
struct ImageInfo {
    std::int32_t width = 0;
    std::int32_t height = 0;
    std::string placeholder;  // a data: URI of a picture of some 20 pixels (chat/image_placeholder.hpp)
};

struct ReplyPreview {
    MessageId id;
    Seq seq = 0;
    Author author;
    std::string excerpt;  // the first 140 code points; empty once the original is deleted
};

struct Reaction {
    std::string emoji;
    std::vector<UserId> user_ids;
};

struct Pin {
    Time at;
    UserId by;
};

/// What the first message of a thread tells of its replies.
struct Thread {
    std::int64_t reply_count = 0;
    Time last_reply_at;
};

struct Message {
    MessageId id;
    RoomId room_id;
    Seq seq = 0;
    Version version = 0;
    Author author;
    std::string content;  // as sent; empty once deleted
    std::string client_id;
    std::optional<ReplyPreview> reply_to;
    Time created_at;
    std::optional<Time> edited_at;
    std::optional<Time> deleted_at;
    std::vector<Reaction> reactions;
    std::optional<ImageInfo> image;
    std::optional<Pin> pin;
    std::optional<Seq> thread_seq;  // of the thread's first message, for a reply in one
    std::optional<Thread> thread;   // of a first message that has replies
};

/// What somebody has begun to write in a room. `version` counts its changes, those that emptied it included:
/// it is 0 when there has been none.
struct Draft {
    RoomId room_id;
    std::string content;
    std::int64_t version = 0;
    std::optional<Time> updated_at;
};

/// An image as it is kept and served: metadata gone, orientation applied.
struct Image {
    ImageId id;
    UserId uploader_id;
    std::string content_type;
    ImageInfo info;
    Time created_at;
    std::string bytes;  // empty: in an object store
};

}  // namespace chatter::chat
