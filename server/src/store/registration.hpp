#pragma once

#include "chat/errc.hpp"
#include "chat/ports/user_store.hpp"

namespace chatter::store {

/// How somebody registers, the same in every store: `is_anybody_registered` and `insert_user` are found
/// beside its Connection `Db`. Errors: chat Errc::registration_closed, chat Errc::username_taken.
template <class Db>
Result<chat::User> create_user(Db& db, const chat::NewUser& user) {
    const bool first = !is_anybody_registered(db);
    if (user.only_if_first && !first)
        return fail(chat::Errc::registration_closed, "Registration is closed here.");
    const auto role = first ? chat::UserRole::admin : chat::UserRole::member;
    if (!insert_user(db, user, role)) return fail(chat::Errc::username_taken, "This username is taken.");
    return chat::User{.id = user.id,
                      .username = user.username,
                      .display_name = user.display_name,
                      .avatar_url = {},
                      .email = user.email,
                      .role = role,
                      .created_at = user.created_at,
                      .deactivated = false};
}

}  // namespace chatter::store
