#pragma once

#include <utility>
#include <vector>

#include "chat/ports/missed_message_store.hpp"
#include "store/rows.hpp"

namespace chatter::store {

/// id, version, last_seq of each row.
template <class Row>
[[nodiscard]] std::vector<chat::RoomPlace> read_room_places(Row&& row) {
    std::vector<chat::RoomPlace> places;
    while (row.next()) {
        auto& place = places.emplace_back();
        place.id = take<chat::RoomId>(row);
        place.version = take<chat::Version>(row);
        place.last_seq = take<chat::Seq>(row);
    }
    return places;
}

/// chat::MissedMessageStore for `Self`, a store with the connection `Db`, whose own find_room_places and
/// read_missed_messages it calls.
template <class Self, class Db>
class MissedMessagePort : public chat::MissedMessageStore {
  public:
    Task<Result<std::vector<chat::RoomPlace>>> find_places(std::vector<chat::RoomId> rooms) override {
        return self().read([rooms = std::move(rooms)](Db& db) -> Result<std::vector<chat::RoomPlace>> {
            return find_room_places(db, rooms);
        });
    }
    Task<Result<std::vector<chat::Message>>> read_missed(chat::RoomId room, chat::Version after,
                                                         std::size_t limit) override {
        return self().read([room, after, limit](Db& db) -> Result<std::vector<chat::Message>> {
            return read_missed_messages(db, room, after, limit);
        });
    }

  private:
    Self& self() { return static_cast<Self&>(*this); }
};

}  // namespace chatter::store
