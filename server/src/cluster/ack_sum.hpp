#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>

#include "socketio/adapter.hpp"

namespace chatter::cluster {

/// Adds up how many clients each of several servers has asked, and tells once all servers have said so.
/// Replies go through. Threads: any.
class AckSum final : public socketio::ReplyCollector {
  public:
    explicit AckSum(std::shared_ptr<socketio::ReplyCollector> whole) : whole_(std::move(whole)) {}

    void on_client_count(std::size_t count) override;
    void on_reply(socketio::Reply reply) override { whole_->on_reply(std::move(reply)); }
    /// How many servers there are, this one among them.
    void expect(std::size_t servers);

  private:
    template <class Change>
    void change(Change change);

    const std::shared_ptr<socketio::ReplyCollector> whole_;
    std::mutex mutex_;  // guards what follows: counts come from workers and from Redis
    std::optional<std::size_t> servers_;
    std::size_t servers_heard_ = 0;
    std::size_t clients_ = 0;
    bool is_told_ = false;
};

}  // namespace chatter::cluster
