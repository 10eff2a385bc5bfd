// Who may do what: every rule about it stands in the table of this file, and nowhere else. Stores ask it
// inside the transaction that acts, so that no permission is stale. docs/permissions.md is the same table for
// people.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.hpp"
#include "chat/entities.hpp"

namespace chatter::chat {

/// What can be done in a room, or to one.
enum class Action : std::uint8_t {
    see_room,           // the room, its members, its history and pins; search and save its messages
    join_room,          // by oneself, without an invitation
    leave_room,         // oneself
    edit_room,          // name and topic
    archive_room,       // and take it out of the archive
    set_posting,        // who may post
    delete_room,        // for everybody
    add_member,         // as a plain member
    change_role,        // anybody's, to any; add somebody as more than a plain member
    step_down,          // to a lower role, oneself
    remove_member,      // a plain one
    remove_moderator,   // or an owner
    create_invite,      // a link into the room
    list_invites,       // with their codes
    revoke_invite,      // author: whoever made it
    set_notifications,  // one's own, in this room
    mark_read,          // and unread, for oneself
    keep_draft,         // of one's own
    type,               // be shown as typing
    post_message,       // also as a reply or in a thread
    mention_room,       // everybody at once
    edit_message,       // author: of the message
    delete_message,     // author: of the message
    read_edits,         // what a message said before; author: of the message
    react,              // add a reaction, or take one's own away
    pin_message,        // and unpin
};

/// What one must be in a room.
enum class Need : std::uint8_t {
    sight,      // whoever sees the room: in a public one everybody who is signed in
    member,     // in it, in any role
    moderator,  // or owner
    owner,
    nobody,
    closed,  // nobody: its people are what makes the room (Errc::direct_room_closed)
};

/// What being the author of what is acted upon does.
enum class Authorship : std::uint8_t {
    irrelevant,
    suffices,  // for a member, whatever the role
    required,  // beside the role
};

struct Rule {
    Action action;
    std::string_view name;
    Need in_public;
    Need in_private;
    Need in_direct;  // where all roles are alike
    Authorship author = Authorship::irrelevant;
    /// Whether the server's admins may, as owners may, in every public room and the private ones they are in.
    bool admins = false;
    /// In a public or private room where only moderators post: what is needed there, if that is more.
    Need in_announcements = Need::sight;
};

/// Every rule, in the order of Action.
[[nodiscard]] std::span<const Rule> all_rules() noexcept;
[[nodiscard]] const Rule& rule_of(Action action) noexcept;

/// What somebody who is signed in is to a room, and to what is acted upon in it.
struct Relation {
    RoomKind kind = RoomKind::public_room;
    std::optional<MemberRole> role;  // none when not in it
    PostingPolicy posting = PostingPolicy::everyone;
    bool author = false;
    bool admin = false;
};

/// `room` as the one in question sees it.
[[nodiscard]] Relation relation_to(const Room& room, bool author = false, bool admin = false);

enum class Decision : std::uint8_t { allowed, forbidden, invisible, closed };

[[nodiscard]] Decision decide(Action action, const Relation& relation) noexcept;

/// `decide` as a result. Errors: Errc::not_found (invisible), Errc::forbidden, Errc::direct_room_closed.
[[nodiscard]] Result<void> check(Action action, const Relation& relation);

/// What of the server itself only its admins may do; the rest of what concerns no room is everybody's own.
/// Errors: Errc::forbidden.
[[nodiscard]] Result<void> check_admin(UserRole role);

}  // namespace chatter::chat
