#pragma once

#include <string>
#include <vector>

#include "net/worker.hpp"
#include "realtime/missed_messages.hpp"
#include "socketio/namespace.hpp"

namespace chatter::realtime {

/// The sockets of this process in a namespace. Threads: any.
class NamespaceListeners final : public LocalListeners {
  public:
    /// Both outlive this.
    NamespaceListeners(socketio::Namespace& nsp, net::Worker& worker) : nsp_(nsp), worker_(worker) {}

    void join(const std::string& name, chat::RoomId room) override;
    void tell(const std::string& name, const MissedEvent& event) override;
    Task<std::vector<chat::RoomId>> find_heard(std::vector<chat::RoomId> rooms) override;
    void have_catch_up(chat::RoomId room) override;

  private:
    socketio::Namespace& nsp_;
    net::Worker& worker_;
};

}  // namespace chatter::realtime
