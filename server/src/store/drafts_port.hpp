#pragma once

#include "store/drafts.hpp"

namespace chatter::store {

/// chat::DraftStore for `Self`, a store with the connection `Db`.
template <class Self, class Db>
class DraftsPort : public chat::DraftStore {
  public:
    Task<Result<std::vector<chat::Draft>>> list_drafts(chat::UserId user_id) override {
        return self().read([user_id](Db& db) -> Result<std::vector<chat::Draft>> {
            return store::list_drafts(db, user_id);
        });
    }
    Task<Result<chat::Draft>> find_draft(chat::UserId user_id, chat::RoomId room_id) override {
        return self().read([user_id, room_id](Db& db) { return store::find_draft(db, user_id, room_id); });
    }
    Task<Result<chat::KeptDraft>> keep_draft(chat::DraftChange change) override {
        return self().write(Concerns{.users = {}, .rooms = {}},
                            [change = std::move(change)](Db& db, Events& events) {
                                return store::keep_draft(db, events, change);
                            });
    }

  private:
    Self& self() { return static_cast<Self&>(*this); }
};

}  // namespace chatter::store
