// Who exists, the same in every store. `Db` is a store's Connection; each function works inside the
// transaction of whoever calls.
#pragma once

#include "chat/errc.hpp"
#include "chat/ports/user_store.hpp"
#include "store/case_folding.hpp"
#include "store/queries.hpp"
#include "store/room_views.hpp"
#include "store/storable_text.hpp"

namespace chatter::store {

template <class Db>
bool has_users(Db& db) {
    typename Db::Query query(db, sql::any_user);
    return query.next() && take<bool>(query);
}

template <class Db>
std::optional<chat::Credentials> find_credentials(Db& db, const std::string& username) {
    if (!is_storable_text(username)) return std::nullopt;
    typename Db::Query query(db, sql::find_credentials, username);
    if (!query.next()) return std::nullopt;
    chat::Credentials credentials;
    credentials.user = read_user(query);
    credentials.password_hash = take<std::string>(query);
    return credentials;
}

template <class Db>
std::optional<chat::User> find_user(Db& db, chat::UserId id) {
    typename Db::Query query(db, sql::find_user, id);
    if (!query.next()) return std::nullopt;
    return read_user(query);
}

}  // namespace chatter::store
