#pragma once

#include "store/message_lookup.hpp"

namespace chatter::store {

/// chat::MessageLookupStore for `Self`, a store with the connection `Db`.
template <class Self, class Db>
class MessageLookupPort : public chat::MessageLookupStore {
  public:
    Task<Result<chat::Message>> find_message(chat::UserId viewer, chat::MessageName name) override {
        return self().read([viewer, name](Db& db) { return store::look_message_up(db, viewer, name); });
    }
    Task<Result<std::vector<chat::MessageEdition>>> list_editions(chat::UserId viewer, chat::MessageName name,
                                                                  std::size_t limit) override {
        return self().read(
            [viewer, name, limit](Db& db) { return store::list_editions(db, viewer, name, limit); });
    }
    Task<Result<std::vector<chat::Message>>> list_pins(chat::UserId viewer, chat::RoomId room_id) override {
        return self().read([viewer, room_id](Db& db) { return store::list_pins(db, viewer, room_id); });
    }
    Task<Result<chat::ThreadPage>> read_thread(chat::UserId viewer, chat::MessageName name,
                                               chat::ThreadQuery query) override {
        return self().read(
            [viewer, name, query](Db& db) { return store::read_thread(db, viewer, name, query); });
    }
    Task<Result<chat::ThreadList>> list_threads(chat::UserId viewer, std::optional<chat::ThreadCursor> before,
                                                std::size_t limit) override {
        return self().read(
            [viewer, before, limit](Db& db) { return store::list_threads(db, viewer, before, limit); });
    }

  private:
    Self& self() { return static_cast<Self&>(*this); }
};

}  // namespace chatter::store
