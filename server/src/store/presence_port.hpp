#pragma once

#include <utility>
#include <vector>

#include "chat/ports/presence_store.hpp"
#include "store/queries.hpp"
#include "store/rows.hpp"
#include "store/write_queue.hpp"

namespace chatter::store {

/// The port over a store's `read` and `write` (store.hpp of each), and its own find_last_seen and
/// set_last_seen.
template <class Self, class Db>
class PresencePort : public chat::PresenceStore {
  public:
    Task<Result<std::vector<chat::UserId>>> list_blockers(chat::UserId viewer) override {
        return self().read([viewer](Db& db) -> Result<std::vector<chat::UserId>> {
            std::vector<chat::UserId> ids;
            for (typename Db::Query query(db, sql::list_blockers, viewer); query.next();)
                ids.push_back(take<chat::UserId>(query));
            return ids;
        });
    }

    Task<Result<std::vector<chat::LastSeen>>> read_last_seen(std::vector<chat::UserId> ids) override {
        return self().read([ids = std::move(ids)](Db& db) -> Result<std::vector<chat::LastSeen>> {
            return find_last_seen(db, ids);
        });
    }

    Task<Result<void>> keep_last_seen(std::vector<chat::LastSeen> seen) override {
        return self().write(Concerns{}, [seen = std::move(seen)](Db& db, Events&) -> Result<void> {
            set_last_seen(db, seen);
            return {};
        });
    }

  private:
    Self& self() { return static_cast<Self&>(*this); }
};

}  // namespace chatter::store
