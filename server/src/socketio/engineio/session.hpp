#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/http.hpp"
#include "net/websocket/connection.hpp"
#include "net/worker.hpp"
#include "socketio/engineio/packet.hpp"

namespace chatter::engineio {

/// Why a session ended, in the words of the Node server.
enum class CloseReason : std::uint8_t {
    transport_error,
    transport_close,
    forced_close,
    ping_timeout,
    parse_error,
    slow_consumer,  ///< ours: the peer did not read what it was sent
    server_shutting_down,
};
[[nodiscard]] std::string_view to_string(CloseReason reason) noexcept;

enum class TransportKind : std::uint8_t { polling, websocket };

struct SessionOptions {
    std::chrono::milliseconds ping_interval{25'000};
    std::chrono::milliseconds ping_timeout{20'000};
    std::chrono::milliseconds upgrade_timeout{10'000};
    std::size_t payload_bytes_max = 1'000'000;
    std::size_t outbox_bytes_max = 4 * 1024 * 1024;
    bool allow_upgrades = true;
};

/// What the first request of a session said.
struct Handshake {
    net::Fields headers;
    std::string url;
    std::string query;
    std::string address;
    std::chrono::system_clock::time_point issued;
    bool xdomain = false;
};

class Session;

/// What a session's owner hears. Worker thread only.
class SessionHandler {
  public:
    virtual ~SessionHandler() = default;
    /// `data` is valid during the call only.
    virtual void on_message(bool binary, std::string_view data) = 0;
    /// Once, and nothing after it.
    virtual void on_close(CloseReason reason) = 0;
};

/// One Engine.IO session: heartbeats, and packets in and out over whichever transport it has now.
///
///   polling ──"2probe"/"3probe" on a WebSocket──► polling + candidate ──"5"──► websocket
///
/// It lives in its worker's table until closed; worker thread only.
class Session final : public net::Flushable,
                      public net::websocket::Listener,
                      public std::enable_shared_from_this<Session> {
  public:
    using OnGone = std::function<void(Session&)>;

    Session(std::string sid, net::Worker& worker, const SessionOptions& options,
            const net::websocket::Limits& websocket_limits, const OnGone& on_gone, Handshake handshake);
    ~Session() override;

    /// Begins the heartbeat. The open packet is the first thing that leaves.
    void open(std::unique_ptr<SessionHandler> handler);
    void open(std::unique_ptr<SessionHandler> handler, net::Takeover takeover);

    [[nodiscard]] const std::string& sid() const noexcept { return sid_; }
    [[nodiscard]] net::Worker& worker() const noexcept { return worker_; }
    [[nodiscard]] TransportKind transport() const noexcept {
        return websocket_ ? TransportKind::websocket : TransportKind::polling;
    }
    [[nodiscard]] bool is_open() const noexcept { return state_ == State::open; }
    /// Null once it was forgotten.
    [[nodiscard]] const std::shared_ptr<const Handshake>& handshake() const noexcept { return handshake_; }
    /// Gives its memory back: for applications that need it only while they let the peer in.
    void forget_handshake() noexcept { handshake_.reset(); }

    /// Queues one message packet; it leaves at the end of this turn.
    void send(SharedFrame packet);
    /// Whether the transport would take a packet now: what a volatile one asks.
    [[nodiscard]] bool is_writable() const noexcept;
    /// Says goodbye after what is queued.
    void close(CloseReason reason = CloseReason::forced_close);

    /// What is queued, as the answer to a GET: of a handshake, the open packet.
    [[nodiscard]] net::Response take_queued();
    /// The answer to a GET: what is queued, or what comes. Spec: "Transports > HTTP long-polling".
    Task<net::Response> poll(net::Request request);
    /// The answer to a POST.
    [[nodiscard]] net::Response receive(const net::Request& request);
    /// A WebSocket that wants to become this session's transport. Spec: "Upgrade".
    void begin_upgrade(net::Takeover takeover);

    void flush() override;
    void on_message(bool binary, std::string_view payload) override;  // of the WebSocket
    void on_close(net::websocket::Closure closure) override;

  private:
    struct Polling;
    class Candidate;
    enum class State : std::uint8_t { opening, open, closing, closed };

    [[nodiscard]] std::string open_packet_json(TransportKind transport) const;
    void begin(std::unique_ptr<SessionHandler> handler);
    void handle_packet(PacketType type, bool binary, std::string_view data);
    void beat();
    void finish(CloseReason reason);
    void release_handler(CloseReason reason);
    void leave_table();
    void answer_poll();
    void complete_upgrade(std::shared_ptr<net::websocket::Connection> connection);
    void drop_candidate() noexcept;

    const std::string sid_;
    net::Worker& worker_;
    const SessionOptions& options_;
    const net::websocket::Limits& websocket_limits_;
    const OnGone& on_gone_;
    std::shared_ptr<const Handshake> handshake_;
    std::unique_ptr<SessionHandler> handler_;
    std::shared_ptr<net::websocket::Connection> websocket_;
    std::unique_ptr<Polling> polling_;  // gone once the session has a WebSocket
    std::unique_ptr<Candidate> candidate_;
    net::Timer heartbeat_;
    State state_ = State::opening;
    bool awaiting_pong_ = false;
    bool flush_asked_ = false;
};

}  // namespace chatter::engineio
