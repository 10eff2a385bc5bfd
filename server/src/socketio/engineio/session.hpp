#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/http.hpp"
#include "net/websocket/connection.hpp"
#include "net/worker.hpp"
#include "socketio/engineio/packet.hpp"
#include "socketio/engineio/sid.hpp"

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
    forced_server_close,
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
    bool secure = false;  // over TLS that ends here, not at a proxy
};

/// The body that answers a GET.
struct Payload {
    std::string body;
    bool compress = false;  // a packet in it would be compressed
};

class Session;

/// What all sessions of a server have in common; it outlives them.
struct SessionContext {
    const SessionOptions& options;
    const net::websocket::Limits& websocket_limits;
    std::function<void(Session&)> on_gone;  // runs on the session's worker
};

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
    Session(std::string_view sid, net::Worker& worker, const SessionContext& context, Handshake handshake);
    ~Session() override;

    /// Opens it: what answers the handshake, the open packet.
    [[nodiscard]] Payload open();
    /// Opens it on a WebSocket, which the open packet leaves by. `deflates`: as Connection takes it.
    void open(net::Takeover takeover, bool deflates);
    /// From now on bytes go as base64 text over WebSocket too: for a client that takes no binary frames.
    void send_base64_only() noexcept { base64_only_ = true; }
    /// Begins to listen for `handler`, which may have sent already, and to beat.
    void attach(std::unique_ptr<SessionHandler> handler);

    [[nodiscard]] std::string_view sid() const noexcept { return sid_.view(); }
    [[nodiscard]] net::Worker& worker() const noexcept { return worker_; }
    [[nodiscard]] TransportKind transport() const noexcept {
        return websocket_ ? TransportKind::websocket : TransportKind::polling;
    }
    [[nodiscard]] bool is_open() const noexcept { return state_ == State::open; }
    /// Null once it was forgotten.
    [[nodiscard]] const std::shared_ptr<const Handshake>& handshake() const noexcept { return handshake_; }
    /// Gives its memory back: for applications that need it only while they let the peer in.
    void forget_handshake() noexcept { handshake_.reset(); }

    /// The TCP peer's, without port, as the handshake said; empty once that was forgotten.
    [[nodiscard]] std::string_view remote_address() const noexcept {
        return handshake_ ? std::string_view(handshake_->address) : std::string_view();
    }
    /// The POST that brought the packet which is being handled now; null otherwise, over WebSocket always.
    [[nodiscard]] const net::Request* current_request() const noexcept;

    /// Queues one packet; it leaves at the end of this turn, or with the next GET.
    void send(const SharedFrame& packet);
    /// Queues packets and writes at once what is queued, if the transport is a WebSocket: for the end of a
    /// turn.
    void send_now(std::span<const SharedFrame> packets);
    /// Fetches into the cache what the next send will touch here; then, once that has come, in the
    /// connection. For whoever visits many.
    void prefetch() const noexcept {
        __builtin_prefetch(&websocket_);
        __builtin_prefetch(&base64_only_);
    }
    void prefetch_connection() const noexcept {
        if (websocket_) websocket_->prefetch();
    }
    /// Whether the transport would take a packet now: what a volatile one asks.
    [[nodiscard]] bool is_writable() const noexcept;
    /// Says goodbye after what is queued; a polling peer fetches both within 30 s. With `discard`, what no
    /// GET waits for is dropped and the session is gone at once.
    void close(CloseReason reason = CloseReason::forced_close, bool discard = false);

    /// Ends a polling session whose pong is late, so that its requests need not wait for the timer's next
    /// tick to be refused. Whether it did.
    bool end_if_overdue();
    /// The answer to a GET: what is queued, or what comes. Nothing: it is refused.
    /// Spec: "Transports > HTTP long-polling".
    Task<std::optional<Payload>> poll(std::weak_ptr<net::ConnectionWatch> connection);
    /// Hears of a POST before its body is there.
    [[nodiscard]] net::Beginning begin_receiving(const net::Request& request);
    /// Takes a POST's packets. False: it is refused.
    [[nodiscard]] bool receive(const net::Request& request);
    /// A WebSocket that wants to become the session's transport. Spec: "Upgrade".
    void begin_upgrade(net::Takeover takeover, bool deflates);

    void flush() override;
    void on_message(bool binary, std::string_view payload) override;  // of the WebSocket
    void on_close(net::websocket::Closure closure) override;

  private:
    struct Polling;
    class Candidate;
    enum class State : std::uint8_t { opening, open, closing, closed };

    [[nodiscard]] std::string open_packet_json(TransportKind transport) const;
    [[nodiscard]] Payload take_queued();
    void handle_packet(PacketType type, bool binary, std::string_view data);
    void send_by_websocket(const SharedFrame& packet);
    void beat();
    void schedule_ping();
    void finish(CloseReason reason);
    void release_handler(CloseReason reason);
    void end_polling(CloseReason reason);
    void answer_poll();
    void complete_upgrade(std::shared_ptr<net::websocket::Connection> connection);
    void release_poll();
    void drop_candidate();

    const Sid sid_;
    net::Worker& worker_;
    const SessionContext& context_;
    std::shared_ptr<const Handshake> handshake_;
    std::unique_ptr<SessionHandler> handler_;
    std::shared_ptr<net::websocket::Connection> websocket_;
    std::unique_ptr<Polling> polling_;  // gone once the session has a WebSocket
    net::Timer heartbeat_;
    State state_ = State::opening;
    bool awaiting_pong_ = false;
    bool flush_asked_ = false;
    bool base64_only_ = false;
};

}  // namespace chatter::engineio
