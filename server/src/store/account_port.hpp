#pragma once

#include <string>
#include <utility>

#include "store/accounts.hpp"

namespace chatter::store {

/// chat::AccountStore for `Self`, a store with the connection `Db`.
template <class Self, class Db>
class AccountPort : public chat::AccountStore {
  public:
    Task<Result<chat::User>> change_profile(chat::UserId id, chat::ProfileChange change) override {
        return self().write(Concerns{.users = {id}, .rooms = {}},
                            [id, change = std::move(change)](Db& db, Events& events) {
                                return store::change_profile(db, events, id, change);
                            });
    }
    Task<Result<void>> change_password(chat::PasswordChange change) override {
        Concerns concerns{.users = {change.user_id}, .rooms = {}};
        return self().write(std::move(concerns), [change = std::move(change)](Db& db, Events& events) {
            return store::change_password(db, events, change);
        });
    }
    Task<Result<void>> revoke_other_sessions(chat::Actor user, chat::SessionId kept_session,
                                             Time now) override {
        Concerns concerns{.users = {user.id}, .rooms = {}};
        return self().write(
            std::move(concerns),
            [user = std::move(user), kept_session, now](Db& db, Events& events) -> Result<void> {
                store::revoke_other_sessions(db, events, user, kept_session, now);
                return {};
            });
    }
    Task<Result<void>> open_session(chat::Session session, std::string password_hash) override {
        return self().write(Concerns{},
                            [session = std::move(session), hash = std::move(password_hash)](Db& db, Events&) {
                                return store::open_session(db, session, hash);
                            });
    }

  private:
    Self& self() { return static_cast<Self&>(*this); }
};

}  // namespace chatter::store
