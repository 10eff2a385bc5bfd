#pragma once

#include <vector>

#include "chat/ports/read_marker_store.hpp"
#include "store/memberships.hpp"

namespace chatter::store {

/// The port over a store's `read` and `write` (store.hpp of each).
template <class Self, class Db>
class ReadMarkerPort : public chat::ReadMarkerStore {
  public:
    Task<Result<chat::ReadPosition>> mark_unread(chat::UserId user_id, chat::RoomId id, chat::Seq seq,
                                                 std::string origin) override {
        return self().write(Concerns{.users = {user_id}, .rooms = {id}},
                            [user_id, id, seq, origin = std::move(origin)](Db& db, Events& events) {
                                return store::mark_unread(db, events, user_id, id, seq, origin);
                            });
    }

    Task<Result<void>> mark_all_read(chat::UserId user_id, std::string origin) override {
        // Which rooms first, so that they can be locked: what is said in one while its marker moves must be
        // counted.
        auto rooms = co_await self().read([user_id](Db& db) -> Result<std::vector<chat::RoomId>> {
            return store::list_rooms_to_read(db, user_id);
        });
        if (!rooms) co_return std::unexpected(std::move(rooms.error()));
        if (rooms->empty()) co_return Result<void>{};
        Concerns concerns{.users = {user_id}, .rooms = *rooms};
        co_return co_await self().write(std::move(concerns),
                                        [user_id, rooms = std::move(*rooms), origin = std::move(origin)](
                                            Db& db, Events& events) -> Result<void> {
                                            store::mark_rooms_read(db, events, user_id, rooms, origin);
                                            return {};
                                        });
    }

  private:
    Self& self() { return static_cast<Self&>(*this); }
};

}  // namespace chatter::store
