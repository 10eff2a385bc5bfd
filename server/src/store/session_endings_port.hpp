#pragma once

#include "chat/ports/session_ending_store.hpp"
#include "store/queries.hpp"
#include "store/rows.hpp"

namespace chatter::store {

/// Which sessions have ended, the same in every store. A trigger of the schema notes each.
template <class Row>
[[nodiscard]] chat::SessionEnding read_session_ending(Row& row) {
    chat::SessionEnding ending;
    ending.at = take<Time>(row);
    ending.session_id = take<chat::SessionId>(row);
    return ending;
}

/// chat::SessionEndingStore for `Self`, a store with the connection `Db`.
template <class Self, class Db>
class SessionEndingsPort : public chat::SessionEndingStore {
  public:
    Task<Result<std::optional<chat::SessionEnding>>> find_latest_ending() override {
        return self().read_soon([](Db& db) -> Result<std::optional<chat::SessionEnding>> {
            typename Db::Query query(db, sql::find_latest_ending);
            if (!query.next()) return std::nullopt;
            return read_session_ending(query);
        });
    }
    Task<Result<std::vector<chat::SessionEnding>>> list_endings(chat::SessionEnding after,
                                                                std::size_t limit) override {
        return self().read_soon([after, limit](Db& db) -> Result<std::vector<chat::SessionEnding>> {
            std::vector<chat::SessionEnding> endings;
            typename Db::Query query(db, sql::list_endings, after.at, after.session_id,
                                     static_cast<std::int64_t>(limit));
            while (query.next()) endings.push_back(read_session_ending(query));
            return endings;
        });
    }

  private:
    Self& self() { return static_cast<Self&>(*this); }
};

}  // namespace chatter::store
