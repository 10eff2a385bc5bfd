// How people keep their own accounts, the same in every store. `Db` is a store's Connection, beside which
// `lock_user` and `has_password` are found; each function works inside the transaction of whoever calls.
#pragma once

#include <utility>
#include <vector>

#include "chat/ports/account_store.hpp"
#include "store/images.hpp"
#include "store/sessions.hpp"
#include "store/users.hpp"

namespace chatter::store {

/// Who shares only other rooms with somebody sees their new name with the next message, or when they look.
/// All that hear are one broadcast, whose cost grows with its rooms.
inline constexpr std::int64_t rooms_told_max = 200;

template <class Db>
std::vector<chat::RoomId> list_rooms_to_tell(Db& db, chat::UserId user_id) {
    std::vector<chat::RoomId> ids;
    for (typename Db::Query query(db, sql::list_rooms_to_tell, user_id, rooms_told_max); query.next();)
        ids.push_back(take<chat::RoomId>(query));
    return ids;
}

/// The user as they will be. Errors: chat Errc::validation_failed.
template <class Db>
Result<chat::User> with_change(Db& db, chat::User user, const chat::ProfileChange& change) {
    if (change.display_name) user.display_name = *change.display_name;
    if (change.avatar) {
        const auto& avatar = *change.avatar;
        if (avatar && !find_image_info(db, avatar->image_id))
            return fail(chat::Errc::validation_failed, "Some fields are not valid.",
                        std::vector<FieldError>{{"avatarUrl", "Must be the address of an uploaded image."}});
        user.avatar_url = avatar ? std::optional(avatar->url) : std::nullopt;
    }
    if (change.status_text) user.status_text = *change.status_text;
    if (change.chosen_presence) user.chosen_presence = *change.chosen_presence;
    if (change.email) user.email = *change.email;
    return user;
}

/// Errors: chat Errc::not_found, chat Errc::validation_failed.
template <class Db>
Result<chat::User> change_profile(Db& db, Events& events, chat::UserId id,
                                  const chat::ProfileChange& change) {
    lock_user(db, id);
    const auto user = find_user(db, id);
    if (!user) return fail(chat::Errc::not_found, "There is no such user.");
    auto changed = with_change(db, *user, change);
    if (!changed) return changed;

    // Every page of history is read anew when the first of these change: so they are written by themselves.
    const bool in_messages =
        changed->display_name != user->display_name || changed->avatar_url != user->avatar_url;
    const bool status = changed->status_text != user->status_text;
    const bool own = changed->chosen_presence != user->chosen_presence || changed->email != user->email;
    if (in_messages)
        run(db, sql::change_profile, id, changed->display_name, fold_case(changed->display_name),
            changed->avatar_url);
    if (status || own)
        run(db, sql::change_own_details, id, changed->status_text, changed->chosen_presence, changed->email);
    if (!in_messages && !status && !own) return changed;
    chat::UserUpdated updated{.user = *changed, .room_ids = {}};
    if (in_messages || status) updated.room_ids = list_rooms_to_tell(db, id);
    events.emplace_back(std::move(updated));
    return changed;
}

template <class Db>
void revoke_other_sessions(Db& db, Events& events, const chat::Actor& user, chat::SessionId kept_session,
                           Time now) {
    const auto ended = end_sessions(db, events, user.id, kept_session);
    if (ended == 0) return;
    note(db, user, chat::AuditAction::revoke_session, user.id, now, AuditDetail().with("sessions", ended));
}

[[nodiscard]] inline Error password_has_changed() {
    return Error(chat::Errc::invalid_credentials, "The password has been changed.");
}

/// Errors: chat Errc::invalid_credentials.
template <class Db>
Result<void> change_password(Db& db, Events& events, const chat::PasswordChange& change) {
    run(db, sql::change_password, change.user_id, change.old_hash, change.new_hash);
    if (db.changes() == 0) return std::unexpected(password_has_changed());
    (void)end_sessions(db, events, change.user_id, change.kept_session);
    note(db, chat::Actor(change.user_id, change.address), chat::AuditAction::change_password, change.user_id,
         change.at);
    return {};
}

/// Errors: chat Errc::invalid_credentials, chat Errc::account_deactivated.
template <class Db>
Result<void> open_session(Db& db, const chat::Session& session, const std::string& password_hash) {
    if (!has_password(db, session.user_id, password_hash)) return std::unexpected(password_has_changed());
    if (auto created = create_session(db, session); !created) return created;
    note(db, chat::Actor(session.user_id, session.address), chat::AuditAction::sign_in, session.user_id,
         session.created_at, AuditDetail().with("sessionId", session.id));
    return {};
}

}  // namespace chatter::store
