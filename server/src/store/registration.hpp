// Who registers, and by whose invitation, the same in every store. `Db` is a store's Connection; each
// function works inside the transaction of whoever calls.
#pragma once

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

/// The first user becomes admin. Whether there is one is asked by `is_anybody_registered` beside the store's
/// Connection, which keeps other registrations waiting where several may run at once.
/// Errors: chat Errc::registration_closed, chat Errc::username_taken.
template <class Db>
Result<chat::User> create_user(Db& db, Events& events, const chat::NewUser& user) {
    const bool first = !is_anybody_registered(db);
    const auto invite = find_brought_invite(db, user);
    if (user.only_if_first && !first && !invite) return std::unexpected(no_invitation());
    const auto role = first ? chat::UserRole::admin : chat::UserRole::member;
    run(db, sql::insert_user, user.id, user.username, user.display_name, fold_case(user.display_name),
        user.email, role, user.password_hash, user.created_at);
    if (db.changes() == 0) return fail(chat::Errc::username_taken, "This username is taken.");
    if (invite) {
        const auto room = find_invited_room(db, *invite);
        const auto used = use_invite(db, *invite);
        if (!used && user.only_if_first) return std::unexpected(no_invitation());
        if (used && room && !room->archived)
            (void)add_to_room(db, events, room->id, user.id, chat::MemberRole::member, user.created_at);
    }
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

}  // namespace chatter::store
