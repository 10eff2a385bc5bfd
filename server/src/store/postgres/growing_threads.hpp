#pragma once

#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "chat/ports/message_store.hpp"
#include "store/message_place.hpp"
#include "store/postgres/connection.hpp"

namespace chatter::store::postgres {

/// The threads that messages about to be posted reply in. Everybody hears of a thread's first message, as it
/// is with each reply, so all of it is asked for, whatever becomes of the replies. Without such messages
/// nothing is asked.
class GrowingThreads {
  public:
    explicit GrowingThreads(std::span<const chat::NewMessage* const> messages);

    void ask(Pipeline& pipeline) const;
    /// Takes the answers, in the order of asking.
    void read_answers(Pipeline& pipeline);
    /// The first message of the thread that the message of this id belongs to or would begin; null when it is
    /// none of this room. Only for what the messages name.
    [[nodiscard]] const chat::Message* find_root(chat::RoomId room_id, chat::MessageId id) const;
    /// The first message as it is once `reply` is there too.
    [[nodiscard]] const chat::Message& grow(const chat::Message& reply, chat::Version version);
    /// Sends what stores the first messages that have grown; how many statements that was.
    [[nodiscard]] int update(Pipeline& pipeline) const;

  private:
    struct Root {
        chat::Message message;
        bool grown = false;
    };
    void read_roots(Query rows);
    void read_reactions(Query rows);

    std::vector<std::pair<chat::RoomId, chat::MessageId>> named_;  // ascending, each once
    std::vector<std::optional<MessagePlace>> places_;              // of the root, for each of `named_`
    std::map<MessagePlace, Root> roots_;
};

}  // namespace chatter::store::postgres
