#include "store/postgres/accounts.hpp"

#include "store/case_folding.hpp"
#include "store/registration.hpp"

namespace chatter::store::postgres {

namespace {

bool has_users(Connection& db) {
    Query query(db, sql::any_user);
    return query.next() && query.take<bool>();
}

}  // namespace

bool is_anybody_registered(Connection& db) {
    if (has_users(db)) return true;
    run(db, sql::lock_registration);
    return has_users(db);
}

bool insert_user(Connection& db, const chat::NewUser& user, chat::UserRole role) {
    run(db, sql::insert_user, user.id, user.username, user.display_name, fold_case(user.display_name),
        user.email, role, user.password_hash, user.created_at);
    return db.changes() > 0;
}

Result<chat::User> create_user(Connection& db, const chat::NewUser& user) {
    return store::create_user(db, user);
}

void create_session(Connection& db, const chat::Session& session) {
    run(db, sql::delete_expired_sessions, session.user_id, session.created_at);
    run(db, sql::insert_session, session.id, session.user_id, session.created_at, session.last_used_at,
        session.expires_at, session.user_agent, session.address);
}

Result<void> revoke_session(Connection& db, Events& events, chat::UserId user_id, chat::SessionId id) {
    run(db, sql::delete_session, user_id, id);
    if (db.changes() == 0) return fail(chat::Errc::not_found, "There is no such session.");
    events.emplace_back(chat::SessionRevoked{.user_id = user_id, .session_id = id});
    return {};
}

void touch_session(Connection& db, chat::SessionId id, Time last_used_at) {
    run(db, sql::touch_session, id, last_used_at);
}

}  // namespace chatter::store::postgres
