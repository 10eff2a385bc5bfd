// What is done to the people of a server, the same in every store. `Db` is a store's Connection; each
// function works inside the transaction of whoever calls. `actor` is none for the operator's command line,
// which may do everything.
#pragma once

#include <optional>
#include <string>

#include "chat/permissions.hpp"
#include "chat/ports/administration_store.hpp"
#include "store/accounts.hpp"
#include "store/audit.hpp"
#include "store/rooms.hpp"
#include "store/sessions.hpp"
#include "store/users.hpp"

namespace chatter::store {

/// Errors: chat Errc::forbidden, chat Errc::not_found.
template <class Db>
Result<chat::User> find_administered(Db& db, const std::optional<chat::Actor>& actor, chat::UserId id) {
    if (actor) {
        const auto role = is_admin(db, actor->id) ? chat::UserRole::admin : chat::UserRole::member;
        if (auto may = chat::check_admin(role); !may) return std::unexpected(std::move(may.error()));
    }
    auto user = find_user(db, id);
    if (!user) return fail(chat::Errc::not_found, "There is no such user.");
    return std::move(*user);
}

[[nodiscard]] inline bool is_active_admin(const chat::User& user) {
    return user.role == chat::UserRole::admin && !user.deactivated;
}

template <class Db>
void note_user_change(Db& db, const std::optional<chat::Actor>& actor, const chat::User& before,
                      const chat::User& after, Time now) {
    const auto detail = [&after] { return AuditDetail().with("username", after.username); };
    if (after.role != before.role)
        note(db, actor, chat::AuditAction::change_user_role, after.id, now,
             detail().with("role", word_for(after.role)));
    if (after.deactivated != before.deactivated)
        note(db, actor,
             after.deactivated ? chat::AuditAction::deactivate_user : chat::AuditAction::reactivate_user,
             after.id, now, detail());
}

/// `hold_admins`, beside the store's Connection, keeps whoever would change another admin waiting: of two who
/// would go at once, one must stay. Errors: chat Errc::forbidden, chat Errc::not_found, chat
/// Errc::last_admin.
template <class Db>
Result<chat::User> change_user(Db& db, Events& events, const std::optional<chat::Actor>& actor,
                               chat::UserId id, const chat::UserChange& change, Time now) {
    hold_admins(db);
    const auto user = find_administered(db, actor, id);
    if (!user) return user;
    auto changed = *user;
    changed.role = change.role.value_or(user->role);
    changed.deactivated = change.deactivated.value_or(user->deactivated);
    if (changed.role == user->role && changed.deactivated == user->deactivated) return changed;

    if (is_active_admin(*user) && !is_active_admin(changed)) {
        typename Db::Query others(db, sql::find_other_admin, id);
        if (!others.next())
            return fail(chat::Errc::last_admin, "This is the last admin: make somebody else one first.");
    }
    run(db, sql::change_user, id, changed.role, changed.deactivated, now);
    if (changed.deactivated) (void)end_sessions(db, events, id);
    note_user_change(db, actor, *user, changed, now);
    events.emplace_back(chat::UserUpdated{.user = changed, .room_ids = list_rooms_to_tell(db, id)});
    return changed;
}

/// Errors: chat Errc::forbidden, chat Errc::not_found.
template <class Db>
Result<void> reset_password(Db& db, Events& events, const std::optional<chat::Actor>& actor, chat::UserId id,
                            const std::string& password_hash, Time now) {
    const auto user = find_administered(db, actor, id);
    if (!user) return std::unexpected(user.error());
    run(db, sql::set_password_hash, id, password_hash);
    (void)end_sessions(db, events, id);
    note(db, actor, chat::AuditAction::reset_password, id, now,
         AuditDetail().with("username", user->username));
    return {};
}

/// Errors: chat Errc::forbidden, chat Errc::not_found.
template <class Db>
Result<void> revoke_sessions(Db& db, Events& events, const std::optional<chat::Actor>& actor, chat::UserId id,
                             Time now) {
    const auto user = find_administered(db, actor, id);
    if (!user) return std::unexpected(user.error());
    const auto ended = end_sessions(db, events, id);
    if (ended == 0) return {};
    note(db, actor, chat::AuditAction::revoke_session, id, now, AuditDetail().with("sessions", ended));
    return {};
}

/// One more than fits the page tells that there are more.
[[nodiscard]] inline chat::UserPage page_of_users(std::vector<chat::User> users, std::size_t limit) {
    chat::UserPage page{.users = std::move(users), .next_cursor = {}};
    if (page.users.size() <= limit) return page;
    page.users.pop_back();
    page.next_cursor = page.users.back().username;
    return page;
}

}  // namespace chatter::store
