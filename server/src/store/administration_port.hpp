#pragma once

#include "store/administration.hpp"

namespace chatter::store {

/// chat::AdministrationStore for `Self`, a store with the connection `Db`.
template <class Self, class Db>
class AdministrationPort : public chat::AdministrationStore {
  public:
    Task<Result<chat::UserPage>> list_users(std::string query, std::string cursor,
                                            std::size_t limit) override {
        return self().read(
            [query = std::move(query), cursor = std::move(cursor), limit](Db& db) -> Result<chat::UserPage> {
                return page_of_users(list_all_users(db, query, cursor, limit + 1), limit);
            });
    }
    Task<Result<chat::User>> change_user(chat::Actor actor, chat::UserId id, chat::UserChange change,
                                         Time now) override {
        auto concerned = concerns(actor, id);
        return self().write(std::move(concerned),
                            [actor = std::move(actor), id, change, now](Db& db, Events& events) {
                                return store::change_user(db, events, actor, id, change, now);
                            });
    }
    Task<Result<void>> reset_password(chat::Actor actor, chat::UserId id, std::string password_hash,
                                      Time now) override {
        auto concerned = concerns(actor, id);
        return self().write(
            std::move(concerned),
            [actor = std::move(actor), id, hash = std::move(password_hash), now](Db& db, Events& events) {
                return store::reset_password(db, events, actor, id, hash, now);
            });
    }
    Task<Result<void>> revoke_sessions(chat::Actor actor, chat::UserId id, Time now) override {
        auto concerned = concerns(actor, id);
        return self().write(std::move(concerned),
                            [actor = std::move(actor), id, now](Db& db, Events& events) {
                                return store::revoke_sessions(db, events, actor, id, now);
                            });
    }

  private:
    static Concerns concerns(const chat::Actor& actor, chat::UserId id) {
        return {.users = {actor.id, id}, .rooms = {}};
    }
    Self& self() { return static_cast<Self&>(*this); }
};

}  // namespace chatter::store
