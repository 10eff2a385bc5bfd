#pragma once

#include "store/room_keeping.hpp"

namespace chatter::store {

/// chat::RoomKeepingStore for `Self`, a store with the connection `Db`.
template <class Self, class Db>
class RoomKeepingPort : public chat::RoomKeepingStore {
  public:
    Task<Result<chat::Room>> change_room(chat::Actor actor, chat::RoomId id, chat::RoomChange change,
                                         Time now) override {
        return self().write(Concerns{.users = {actor.id}, .rooms = {id}},
                            [actor, id, change = std::move(change), now](Db& db, Events& events) {
                                return store::change_room(db, events, actor, id, change, now);
                            });
    }
    Task<Result<void>> delete_room(chat::Actor actor, chat::RoomId id, Time now) override {
        return self().write(Concerns{.users = {actor.id}, .rooms = {id}},
                            [actor, id, now](Db& db, Events& events) {
                                return store::delete_room(db, events, actor, id, now);
                            });
    }
    Task<Result<chat::Member>> put_member(chat::Actor actor, chat::RoomId id, chat::UserId user_id,
                                          std::optional<chat::MemberRole> role, Time now) override {
        return self().write(Concerns{.users = {actor.id, user_id}, .rooms = {id}},
                            [actor, id, user_id, role, now](Db& db, Events& events) {
                                return store::put_member(db, events, actor, id, user_id, role, now);
                            });
    }
    Task<Result<void>> remove_member(chat::Actor actor, chat::RoomId id, chat::UserId user_id,
                                     Time now) override {
        return self().write(Concerns{.users = {actor.id, user_id}, .rooms = {id}},
                            [actor, id, user_id, now](Db& db, Events& events) {
                                return store::remove_member(db, events, actor, id, user_id, now);
                            });
    }
    Task<Result<chat::Membership>> change_notifications(chat::UserId user_id, chat::RoomId id,
                                                        chat::NotificationChange change) override {
        return self().write(Concerns{.users = {user_id}, .rooms = {id}},
                            [user_id, id, change](Db& db, Events& events) {
                                return store::change_notifications(db, events, user_id, id, change);
                            });
    }

  private:
    Self& self() { return static_cast<Self&>(*this); }
};

}  // namespace chatter::store
