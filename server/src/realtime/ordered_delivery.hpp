#pragma once

#include <boost/json/array.hpp>
#include <functional>
#include <mutex>
#include <string>

#include "base/post_together.hpp"
#include "chat/ids.hpp"
#include "realtime/sequencer.hpp"
#include "socketio/adapter.hpp"

namespace chatter::realtime {

/// With several nodes: has the sockets of this process hear what any of them broadcasts, and the `message:*`
/// events of each room by version. Two threads come here, the store's writer with this node's events and
/// Redis's with the others'. Each posts to the workers while it holds the lock, so that what is put in order
/// arrives in order; neither may be a worker, whose posts to itself others overtake. Threads: any but
/// workers.
class OrderedDelivery {
  public:
    /// A user who has just joined a room that has come further here than they were shown.
    struct LateJoiner {
        std::string user_room;  // the name their sockets hear
        chat::RoomId room;
        Sequencer::Place shown;
        Sequencer::Place told;
    };
    /// What is to be seen to. Called with the lock held: they only post.
    struct Handlers {
        std::function<void(chat::RoomId, chat::Version told)> on_gap;
        /// A user's sockets hear the room from now on.
        std::function<void(const std::string& user_room, chat::RoomId)> on_join;
        /// The room is held until the sequencer is told to release it.
        std::function<void(LateJoiner)> on_late_joiner;
    };
    /// Before anything is taken.
    void handle(Handlers handlers) { handlers_ = std::move(handlers); }

    /// An event (`["name",…]`) for some of this process's sockets, which `deliver` tells.
    void take(const boost::json::array& event, const socketio::Audience& audience,
              Sequencer::Deliver deliver);

    /// Runs `body` with the sequencer. All that it delivers, directly or by `take`, is at the workers before
    /// anybody else's.
    template <class Body>
    auto in_turn(Body body) {
        const std::lock_guard lock(mutex_);
        const PostTogether together;  // ends before the lock
        return body(sequencer_);
    }

  private:
    Handlers handlers_;
    std::recursive_mutex mutex_;  // guards what follows; what is delivered in turn is taken in turn
    Sequencer sequencer_;
};

}  // namespace chatter::realtime
