#pragma once

#include <algorithm>
#include <compare>
#include <map>
#include <span>
#include <vector>

#include "chat/entities.hpp"

namespace chatter::store {

struct MessagePlace {
    chat::RoomId room_id;
    chat::Seq seq = 0;

    auto operator<=>(const MessagePlace&) const = default;
};

/// Where some messages are, as the parameters of a statement.
struct PlaceColumns {
    /// Of places or messages.
    template <class Places>
    explicit PlaceColumns(const Places& places) {
        for (const auto& place : places) {
            rooms.push_back(place.room_id);
            seqs.push_back(place.seq);
        }
    }
    std::vector<chat::RoomId> rooms;
    std::vector<chat::Seq> seqs;
};

/// `messages` in the order of `places`, each of which is that of at most one of them.
[[nodiscard]] inline std::vector<chat::Message> in_order_of(std::span<const MessagePlace> places,
                                                            std::vector<chat::Message> messages) {
    std::map<MessagePlace, std::size_t> order;
    for (const auto& place : places) order.emplace(place, order.size());
    std::ranges::sort(messages, {}, [&order](const chat::Message& message) {
        return order[{.room_id = message.room_id, .seq = message.seq}];
    });
    return messages;
}

}  // namespace chatter::store
