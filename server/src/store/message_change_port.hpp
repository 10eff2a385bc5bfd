#pragma once

#include "chat/ports/message_change_store.hpp"
#include "store/message_changes.hpp"

namespace chatter::store {

/// The port over a store's `write` (store.hpp of each).
template <class Self, class Db>
class MessageChangePort : public chat::MessageChangeStore {
  public:
    Task<Result<chat::Message>> edit_message(chat::MessageEdit edit) override {
        const auto target = edit.target;
        return change(target, [edit = std::move(edit)](Db& db, Events& events) {
            return store::edit_message(db, events, edit);
        });
    }
    Task<Result<chat::Message>> delete_message(chat::MessageTarget target) override {
        return change(target,
                      [target](Db& db, Events& events) { return store::delete_message(db, events, target); });
    }
    Task<Result<chat::Message>> add_reaction(chat::MessageTarget target, std::string emoji) override {
        return change(target, [target, emoji = std::move(emoji)](Db& db, Events& events) {
            return store::add_reaction(db, events, target, emoji);
        });
    }
    Task<Result<chat::Message>> remove_reaction(chat::MessageTarget target, std::string emoji) override {
        return change(target, [target, emoji = std::move(emoji)](Db& db, Events& events) {
            return store::remove_reaction(db, events, target, emoji);
        });
    }
    Task<Result<chat::Message>> pin_message(chat::MessageTarget target) override {
        return change(target,
                      [target](Db& db, Events& events) { return store::pin_message(db, events, target); });
    }
    Task<Result<chat::Message>> unpin_message(chat::MessageTarget target) override {
        return change(target,
                      [target](Db& db, Events& events) { return store::unpin_message(db, events, target); });
    }

  private:
    template <class Work>
    Task<Result<chat::Message>> change(const chat::MessageTarget& target, Work work) {
        return static_cast<Self&>(*this).write(Concerns{.users = {target.user_id}, .rooms = {target.room_id}},
                                               std::move(work));
    }
};

}  // namespace chatter::store
