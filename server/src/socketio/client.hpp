#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "socketio/admission.hpp"
#include "socketio/server.hpp"
#include "socketio/shard.hpp"

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
    /// Tells the client and lets the socket go; with `close`, every socket, and ends the session.
    void disconnect(Socket& socket, bool close);

  private:
    /// A binary packet whose attachments are still coming.
    struct Pending {
        Packet packet;
        Attachments attachments;
    };
    /// What is there until a namespace is joined.
    struct Joining {
        explicit Joining(Client& client);
        net::Timer timeout;
        std::vector<std::string> names;  // namespaces whose middlewares are at work
    };

    void handle_packet(Packet packet, Attachments attachments);
    void connect(Packet packet);
    static Task<void> admit(std::weak_ptr<engineio::Session> session, Client* self, std::string name,
                            Admission admission);
    static Task<std::expected<void, ConnectError>> run_middlewares(const engineio::Session& session,
                                                                   NamespaceShard& shard,
                                                                   Admission& admission);
    void accept(NamespaceShard& shard, Admission admission);
    std::string begin_recovery(Socket& socket, Admission& admission);
    void refuse(std::string_view nsp, const ConnectError& error);
    void handle_event(Socket& socket, Packet packet, Attachments attachments);
    static Task<void> run_event_middlewares(std::shared_ptr<Socket> socket, Event event);
    static void dispatch(const std::shared_ptr<Socket>& socket, Event event);
    void dismiss(Socket& socket);
    void drop(Socket& socket, DisconnectReason reason);
    static void close_for_failure(Socket& socket);
    void close_for_parse_error();
    void close_for_protocol_error();
    void send(const EncodedPacket& packet);
    void note_left(std::string_view nsp);
    void forget_joining(std::string_view nsp);
    [[nodiscard]] Socket* find(std::string_view nsp) const noexcept;

    Server& server_;
    engineio::Session& session_;
    Socket* sockets_ = nullptr;  // a list through Socket::next_of_client_; their shards own them
    std::unique_ptr<Joining> joining_;
    std::unique_ptr<Pending> pending_;
    std::unique_ptr<std::vector<std::string>> left_;  // namespaces that the server ended in this turn
};

}  // namespace chatter::socketio
