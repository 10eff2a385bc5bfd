#pragma once

#include <string>
#include <vector>

#include "chat/ports/room_store.hpp"
#include "store/postgres/connection.hpp"
#include "store/write_queue.hpp"

namespace chatter::store::postgres {

/// How far somebody has read a room (chat/ports/room_store.hpp, move_read_marker).
struct MarkerMove {
    chat::UserId user_id;
    chat::RoomId room_id;
    chat::Seq seq = 0;
    std::string origin;
};

/// Read markers that one statement moves, in rooms which the transaction has locked. Everybody who sees a
/// message moves one.
///
/// In this order, once each.
class MarkerMoves {
  public:
    /// `moves` outlive this. With `may_be_done` they may have happened before, while the answer was lost:
    /// they are told of once more.
    MarkerMoves(std::vector<const MarkerMove*> moves, bool may_be_done)
        : moves_(std::move(moves)), may_be_done_(may_be_done) {}

    void send(Pipeline& pipeline) const;
    /// Takes the answer and notes what moved. Gives one result for each, or none when the connection has
    /// failed. Errors: chat Errc::not_found, chat Errc::forbidden.
    [[nodiscard]] std::vector<Result<chat::ReadPosition>> read_answer(Query rows, Events& events) const;

  private:
    std::vector<const MarkerMove*> moves_;
    bool may_be_done_;
};

}  // namespace chatter::store::postgres
