#pragma once

#include "store/saved_messages.hpp"

namespace chatter::store {

/// chat::SavedMessageStore for `Self`, a store with the connection `Db`.
template <class Self, class Db>
class SavedMessagesPort : public chat::SavedMessageStore {
  public:
    Task<Result<void>> save_message(chat::MessageTarget target) override {
        return self().write(Concerns{.users = {}, .rooms = {}}, [target](Db& db, Events& events) {
            return store::save_message(db, events, target);
        });
    }
    Task<Result<void>> unsave_message(chat::MessageTarget target) override {
        return self().write(Concerns{.users = {}, .rooms = {}}, [target](Db& db, Events& events) {
            return store::unsave_message(db, events, target);
        });
    }
    Task<Result<chat::SavedPage>> list_saved_messages(chat::UserId viewer,
                                                      std::optional<chat::SavedPlace> before,
                                                      std::size_t limit) override {
        return self().read([viewer, before, limit](Db& db) -> Result<chat::SavedPage> {
            return store::list_saved_messages(db, viewer, before, limit);
        });
    }

  private:
    Self& self() { return static_cast<Self&>(*this); }
};

}  // namespace chatter::store
