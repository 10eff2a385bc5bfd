#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/random.hpp"
#include "net/http.hpp"
#include "socketio/engineio/handshake_query.hpp"
#include "socketio/engineio/options.hpp"
#include "socketio/engineio/session.hpp"
#include "socketio/engineio/sid.hpp"

namespace chatter::engineio {

/// The HTTP side of Engine.IO: tells handshakes, polls, posts and upgrades apart and keeps each worker's
/// sessions. A request for a session, wherever it arrives, is served on the session's worker.
class Server final : public net::Service {
  public:
    /// Gives a new session its owner. It may send already. Runs on the session's worker.
    using OnSession = std::function<std::unique_ptr<SessionHandler>(Session&)>;

    Server(net::WorkerGroup& workers, ServerOptions options, Random& random, OnSession on_session);
    ~Server() override;

    [[nodiscard]] net::Endpoint find(const net::Request& request) const override;
    [[nodiscard]] const ServerOptions& options() const noexcept { return options_; }

    /// Ends every session of `worker`, discarding what was queued. On that worker.
    void close_sessions(net::Worker& worker, CloseReason reason);
    /// Ends every session, discarding what was queued. Calls `on_closed` on the last worker to do so, once
    /// the goodbyes are with the system; never, when the workers do not run. It serves on, so close the port
    /// first. Threads: any.
    void close(CloseReason reason = CloseReason::server_shutting_down, std::function<void()> on_closed = {});
    /// Threads: any.
    [[nodiscard]] std::size_t session_count() const noexcept { return session_count_; }

  private:
    enum class ErrorCode : std::uint8_t;
    /// By sid, which only the session itself stores.
    struct SidHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view sid) const noexcept;
        std::size_t operator()(const std::shared_ptr<Session>& session) const noexcept;
    };
    struct SidEqual {
        using is_transparent = void;
        template <class A, class B>
        bool operator()(const A& a, const B& b) const noexcept {
            return sid_of(a) == sid_of(b);
        }
        static std::string_view sid_of(std::string_view sid) noexcept { return sid; }
        static std::string_view sid_of(const std::shared_ptr<Session>& session) noexcept {
            return session->sid();
        }
    };
    using Table = std::unordered_set<std::shared_ptr<Session>, SidHash, SidEqual>;
    /// What becomes of a connection that has become a WebSocket.
    using OnWebSocket = std::function<void(net::Takeover, bool deflates)>;

    [[nodiscard]] bool serves(std::string_view path) const noexcept;
    [[nodiscard]] net::Beginning begin_post(const net::Request& request) const;
    Task<net::Response> handle(net::Request request) const;
    Task<std::optional<net::Response>> run_middlewares(net::Request& request, net::Fields& headers) const;
    Task<net::Response> serve(const net::Request& request) const;
    Task<net::Response> serve_session(const net::Request& request, std::shared_ptr<Session> session) const;
    Task<net::Response> handshake(const net::Request& request, const HandshakeQuery& query,
                                  TransportKind transport) const;

    [[nodiscard]] static net::Response refuse(const net::Request& request, ErrorCode code,
                                              std::string_view message = {});
    [[nodiscard]] net::Response switch_protocols(const net::Request& request, const std::string* new_sid,
                                                 OnWebSocket on_websocket) const;
    /// A WebSocket whose query asks for polling is taken in and closed, as Node does.
    [[nodiscard]] net::Response close_after_switch(const net::Request& request) const;
    Task<net::Response> payload_response(const net::Request& request, Payload payload,
                                         const std::string* new_sid) const;
    void add_session_headers(const net::Request& request, const std::string* new_sid,
                             net::Fields& headers) const;
    void close_websocket(net::Takeover takeover) const;

    [[nodiscard]] std::optional<TransportKind> find_transport(std::string_view name) const noexcept;
    Task<std::optional<std::string>> new_sid(const net::Request& request) const;
    [[nodiscard]] std::shared_ptr<Session> find_session(const net::Worker& worker,
                                                        std::string_view sid) const;
    /// Null when the application has given the sid twice.
    std::shared_ptr<Session> make_session(net::Worker& worker, const std::string& sid,
                                          Handshake handshake) const;
    void forget(Session& session) const;

    net::WorkerGroup& workers_;
    const ServerOptions options_;
    const net::websocket::Limits websocket_limits_;
    Random& random_;
    const OnSession on_session_;
    const SessionContext session_context_;
    mutable std::atomic<std::size_t> session_count_ = 0;
    mutable SidDirectory directory_;     // of sids that the application chose
    mutable std::vector<Table> tables_;  // one a worker, touched by it alone
};

}  // namespace chatter::engineio
