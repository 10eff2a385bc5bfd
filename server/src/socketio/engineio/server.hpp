#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/random.hpp"
#include "net/http.hpp"
#include "socketio/engineio/session.hpp"

namespace chatter::engineio {

struct ServerOptions {
    std::string path = "/socket.io/";
    SessionOptions session;
    bool allow_websocket = true;
    bool allow_polling = true;
    /// Why a handshake is refused (403, code 4); nothing lets it in. Runs on the request's worker.
    std::function<std::optional<std::string>(const net::Request&)> refuse;
    /// Origins that may read the answers from a page of theirs, with credentials. None: no CORS headers.
    std::vector<std::string> cors_origins;
};

/// The HTTP side of Engine.IO: tells handshakes, polls, posts and upgrades apart and keeps each worker's
/// sessions. A sid names its worker, so that a request for it, wherever it arrives, is served there.
class Server final : public net::Service {
  public:
    /// Gives a new session its owner. Runs on the session's worker.
    using OnSession = std::function<std::unique_ptr<SessionHandler>(Session&)>;

    Server(net::WorkerGroup& workers, ServerOptions options, Random& random, OnSession on_session);
    ~Server() override;

    [[nodiscard]] net::Endpoint find(const net::Request& request) const override;
    [[nodiscard]] const ServerOptions& options() const noexcept { return options_; }

    /// Ends every session of `worker`. On that worker.
    void close_sessions(net::Worker& worker, CloseReason reason);
    /// Threads: any.
    [[nodiscard]] std::size_t session_count() const noexcept { return session_count_; }

  private:
    using Table = std::unordered_map<std::string, std::shared_ptr<Session>>;

    Task<net::Response> handle(net::Request request) const;
    Task<net::Response> handle_checked(net::Request& request) const;
    net::Response handshake(net::Request& request, TransportKind transport) const;
    net::Response upgrade_response(const net::Request& request,
                                   std::function<void(net::Takeover)> takeover) const;
    [[nodiscard]] std::string make_sid(const net::Worker& worker) const;
    [[nodiscard]] std::shared_ptr<Session> find_session(const net::Worker& worker,
                                                        const std::string& sid) const;
    std::shared_ptr<Session> make_session(net::Worker& worker, Handshake handshake) const;
    void add_cors(const net::Request& request, net::Response& response) const;

    const ServerOptions options_;
    const net::websocket::Limits websocket_limits_;
    Random& random_;
    const OnSession on_session_;
    const Session::OnGone on_gone_;
    mutable std::atomic<std::size_t> session_count_ = 0;
    mutable std::vector<Table> tables_;  // one a worker, touched by it alone
};

}  // namespace chatter::engineio
