// Who registers, and by whose invitation, the same in every store. `Db` is a store's Connection; each
// function works inside the transaction of whoever calls.
#pragma once

#include "chat/usernames.hpp"
#include "store/audit.hpp"
#include "store/invites.hpp"
#include "store/users.hpp"

namespace chatter::store {

[[nodiscard]] inline Error no_invitation() {
    return Error(chat::Errc::registration_closed, "Nobody registers here without an invitation that works.");
}

/// The invitation that somebody brings who registers, if it works. Nobody but admins invites to register.
template <class Db>
std::optional<chat::Invite> find_brought_invite(Db& db, const chat::NewUser& user) {
    if (!user.invite_code) return std::nullopt;
    auto invite = find_working_invite(db, *user.invite_code, user.created_at);
    if (!invite || (user.only_if_first && !is_admin(db, invite->creator_id))) return std::nullopt;
    return std::move(*invite);
}

/// A name that looks like another's is taken too: its bearer would be taken for them. `lock_registration` is
/// found beside the store's Connection. Errors: chat Errc::username_taken.
template <class Db>
Result<void> check_username_is_free(Db& db, const std::string& username) {
    lock_registration(db);
    bool looks_taken = false;
    typename Db::Query query(db, sql::find_look_alikes, chat::username_likeness(username));
    for (; query.next(); looks_taken = true)
        if (take<std::string>(query) == username)
            return fail(chat::Errc::username_taken, "This username is taken.");
    if (looks_taken)
        return fail(chat::Errc::username_taken, "This username looks like another one that is taken.");
    return {};
}

/// Errors: chat Errc::username_taken.
template <class Db>
Result<chat::User> insert_user(Db& db, const chat::NewUser& user, chat::UserRole role) {
    if (auto free = check_username_is_free(db, user.username); !free)
        return std::unexpected(std::move(free.error()));
    run(db, sql::insert_user, user.id, user.username, user.display_name, fold_case(user.display_name),
        user.email, role, user.password_hash, user.created_at);
    if (db.changes() == 0) return fail(chat::Errc::username_taken, "This username is taken.");
    return chat::User{.id = user.id,
                      .username = user.username,
                      .display_name = user.display_name,
                      .avatar_url = {},
                      .email = user.email,
                      .role = role,
                      .created_at = user.created_at,
                      .deactivated = false,
                      .status_text = {},
                      .chosen_presence = chat::ChosenPresence::automatic};
}

template <class Db>
void note_new_user(Db& db, const std::optional<chat::Actor>& actor, chat::AuditAction action,
                   const chat::User& user) {
    note(db, actor, action, user.id, user.created_at,
         AuditDetail().with("username", user.username).with("role", word_for(user.role)));
}

/// The first user becomes admin. Whether there is one is asked by `is_anybody_registered` beside the store's
/// Connection, which keeps other registrations waiting where several may run at once.
/// Errors: chat Errc::registration_closed, chat Errc::username_taken.
template <class Db>
Result<chat::User> create_user(Db& db, Events& events, const chat::NewUser& user) {
    const bool first = !is_anybody_registered(db);
    const auto invite = find_brought_invite(db, user);
    if (user.only_if_first && !first && !invite) return std::unexpected(no_invitation());
    auto made = insert_user(db, user, first ? chat::UserRole::admin : chat::UserRole::member);
    if (!made) return made;
    note_new_user(db, chat::Actor(user.id, user.address), chat::AuditAction::register_user, *made);
    if (invite) {
        const auto room = find_invited_room(db, *invite);
        const auto used = use_invite(db, *invite);
        if (!used && user.only_if_first) return std::unexpected(no_invitation());
        if (used && room && !room->archived)
            (void)add_to_room(db, events, room->id, user.id, chat::MemberRole::member, user.created_at);
    }
    return made;
}

/// As the operator's command line makes one: whatever is said of registration. The first user becomes admin
/// here too, for nobody else could make one. Errors: chat Errc::username_taken.
template <class Db>
Result<chat::User> create_user_for_operator(Db& db, const chat::NewUser& user, chat::UserRole role) {
    const bool first = !is_anybody_registered(db);
    auto made = insert_user(db, user, first ? chat::UserRole::admin : role);
    if (made) note_new_user(db, std::nullopt, chat::AuditAction::create_user, *made);
    return made;
}

}  // namespace chatter::store
