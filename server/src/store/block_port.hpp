#pragma once

#include <vector>

#include "store/blocks.hpp"

namespace chatter::store {

/// chat::BlockStore for `Self`, a store with the connection `Db`.
template <class Self, class Db>
class BlockPort : public chat::BlockStore {
  public:
    Task<Result<void>> block_user(chat::UserId blocker, chat::UserId other, Time now) override {
        return self().write(Concerns{.users = {blocker}, .rooms = {}},
                            [blocker, other, now](Db& db, Events& events) {
                                return store::block_user(db, events, blocker, other, now);
                            });
    }
    Task<Result<void>> unblock_user(chat::UserId blocker, chat::UserId other) override {
        return self().write(Concerns{.users = {blocker}, .rooms = {}},
                            [blocker, other](Db& db, Events& events) {
                                return store::unblock_user(db, events, blocker, other);
                            });
    }
    Task<Result<std::vector<chat::User>>> list_blocked(chat::UserId blocker) override {
        return self().read([blocker](Db& db) -> Result<std::vector<chat::User>> {
            return store::list_blocked(db, blocker);
        });
    }
    Task<Result<chat::Hearing>> find_hearing(chat::UserId user_id, chat::RoomId room_id) override {
        return self().read([user_id, room_id](Db& db) { return store::find_hearing(db, user_id, room_id); });
    }

  private:
    Self& self() { return static_cast<Self&>(*this); }
};

}  // namespace chatter::store
