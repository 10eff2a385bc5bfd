#pragma once

#include <algorithm>
#include <vector>

#include "store/rows.hpp"

namespace chatter::store {

/// Reactions come by their time, so that an emoji's place is that of its first use.
inline void add_reaction(chat::Message& message, std::string emoji, chat::UserId user_id) {
    auto& reactions = message.reactions;
    auto known = std::ranges::find(reactions, emoji, &chat::Reaction::emoji);
    if (known == reactions.end())
        known = reactions.insert(known, {.emoji = std::move(emoji), .user_ids = {}});
    known->user_ids.push_back(user_id);
}

/// Puts reactions on `messages`, ascending seq, of one room. `rows` gives seq, emoji and user id by seq and
/// then by the time of the reaction.
template <class Rows>
void attach_reactions(Rows& rows, std::vector<chat::Message>& messages) {
    auto message = messages.begin();
    while (rows.next()) {
        const auto seq = take<std::int64_t>(rows);
        auto emoji = take<std::string>(rows);
        while (message != messages.end() && message->seq < seq) ++message;
        if (message == messages.end()) return;
        if (message->seq != seq) continue;
        add_reaction(*message, std::move(emoji), take<chat::UserId>(rows));
    }
}

}  // namespace chatter::store
