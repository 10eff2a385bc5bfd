#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "socketio/namespace.hpp"
#include "socketio/server.hpp"

namespace chatter::socketio {

/// The Socket.IO side of one Engine.IO session: takes packets apart and gives them to its sockets, one a
/// namespace. Anything that breaks the protocol closes the session. Worker thread only.
class Client final : public engineio::SessionHandler {
  public:
    Client(Server& server, engineio::Session& session);
    ~Client() override;

    void on_message(bool binary, std::string_view data) override;
    void on_close(engineio::CloseReason reason) override;

    [[nodiscard]] engineio::Session& session() noexcept { return session_; }
    void send(const EncodedPacket& packet);
    /// Tells the client and lets the socket go; with `close`, every socket, and ends the session.
    void disconnect(Socket& socket, bool close);

  private:
    /// A binary event whose attachments are still coming.
    struct Pending {
        Packet packet;
        std::vector<std::string> attachments;
    };

    void handle_packet(Packet packet, std::vector<std::string> attachments);
    void connect(Packet packet);
    static Task<void> run_middlewares(std::weak_ptr<engineio::Session> session, Client* self,
                                      NamespaceShard* shard, boost::json::value auth);
    void accept(NamespaceShard& shard, std::any data);
    void refuse(std::string_view nsp, const ConnectError& error);
    void handle_event(Socket& socket, Packet packet, std::vector<std::string> attachments);
    void dismiss(Socket& socket);
    void close_for_protocol_error();
    [[nodiscard]] std::shared_ptr<Socket> find(std::string_view nsp) const noexcept;
    void drop(Socket& socket, DisconnectReason reason);

    Server& server_;
    engineio::Session& session_;
    std::vector<std::shared_ptr<Socket>> sockets_;
    std::vector<std::string> connecting_;  // namespaces whose middlewares are at work
    std::unique_ptr<Pending> pending_;
    std::unique_ptr<net::Timer> connect_timeout_;  // gone once a namespace is joined
};

}  // namespace chatter::socketio
