#include "socketio/engineio/session.hpp"

#include <utility>

#include "base/completion.hpp"
#include "base/text.hpp"

namespace chatter::engineio {

using net::websocket::CloseCode;
using net::websocket::Closure;

namespace {

constexpr std::chrono::milliseconds noop_interval{100};
constexpr std::chrono::seconds closing_timeout{30};  // for a polling peer to fetch its goodbye

net::Response text_response(std::string body, std::string_view content_type) {
    net::Response response{
        .status = 200, .fields = {}, .body = std::move(body), .close = false, .takeover = {}};
    response.fields.add("Content-Type", std::string(content_type));
    response.fields.add("Cache-Control", "no-store");
    return response;
}

net::Response payload_response(const std::vector<SharedFrame>& packets) {
    return text_response(encode_payload(packets), "text/plain; charset=UTF-8");
}

net::Response empty_bad_request() {
    return net::Response{.status = 400, .fields = {}, .body = std::string(), .close = false, .takeover = {}};
}

}  // namespace

std::string_view to_string(CloseReason reason) noexcept {
    switch (reason) {
        case CloseReason::transport_error: return "transport error";
        case CloseReason::transport_close: return "transport close";
        case CloseReason::forced_close: return "forced close";
        case CloseReason::ping_timeout: return "ping timeout";
        case CloseReason::parse_error: return "parse error";
        case CloseReason::slow_consumer: return "slow consumer";
        case CloseReason::server_shutting_down: return "server shutting down";
    }
    return "unknown";
}

/// What a session needs only while it polls.
struct Session::Polling {
    std::vector<SharedFrame> queue;
    std::size_t queue_bytes = 0;
    Completion<net::Response> waiting;  // the GET that waits for packets
};

/// A WebSocket on probation: it becomes the transport when it says "5", and is closed when it does not in
/// time.
class Session::Candidate final : public net::websocket::Listener {
  public:
    Candidate(Session& session, net::Takeover takeover)
        : session_(session),
          connection_(
              std::make_shared<net::websocket::Connection>(std::move(takeover), session.websocket_limits_)),
          timeout_([](void* self) { static_cast<Candidate*>(self)->give_up(); }, this),
          release_poll_([](void* self) { static_cast<Candidate*>(self)->release_poll(); }, this) {
        timeout_.schedule(session_.worker_.timers(), session_.options_.upgrade_timeout);
    }
    ~Candidate() override {
        if (!connection_) return;
        connection_->forget();
        connection_->close(CloseCode::normal);
    }
    void start() { connection_->start(*this); }

    void on_message(bool binary, std::string_view payload) override {
        const auto packet = decode_packet(binary, payload);
        if (packet && !probed_ && packet->type == PacketType::ping && packet->data == "probe") {
            probed_ = true;
            connection_->send(encode_packet(PacketType::pong, "probe"));
            release_poll();
        } else if (packet && probed_ && packet->type == PacketType::upgrade) {
            timeout_.cancel();
            release_poll_.cancel();
            session_.complete_upgrade(std::exchange(connection_, nullptr));
        } else {
            give_up();
        }
    }
    void on_close(Closure) override { give_up(); }

  private:
    /// The pending GET must end before the client can switch: a noop lets it go.
    void release_poll() {
        if (session_.polling_->waiting) session_.send(encode_packet(PacketType::noop));
        release_poll_.schedule(session_.worker_.timers(), noop_interval);
    }
    void give_up() {
        // Posted, because the connection is in the midst of calling this object.
        session_.worker_.post([session = session_.shared_from_this(), self = this] {
            if (session->candidate_.get() == self) session->drop_candidate();
        });
    }

    friend class Session;
    Session& session_;
    std::shared_ptr<net::websocket::Connection> connection_;
    net::Timer timeout_;
    net::Timer release_poll_;
    bool probed_ = false;
};

Session::Session(std::string sid, net::Worker& worker, const SessionOptions& options,
                 const net::websocket::Limits& websocket_limits, const OnGone& on_gone, Handshake handshake)
    : sid_(std::move(sid)),
      worker_(worker),
      options_(options),
      websocket_limits_(websocket_limits),
      on_gone_(on_gone),
      handshake_(std::make_shared<const Handshake>(std::move(handshake))),
      heartbeat_([](void* self) { static_cast<Session*>(self)->beat(); }, this) {}

Session::~Session() {
    if (websocket_) websocket_->forget();
}

std::string Session::open_packet_json(TransportKind transport) const {
    const bool can_upgrade = transport == TransportKind::polling && options_.allow_upgrades;
    return R"({"sid":")" + sid_ + R"(","upgrades":[)" + (can_upgrade ? R"("websocket")" : "") +
           R"(],"pingInterval":)" + std::to_string(options_.ping_interval.count()) + R"(,"pingTimeout":)" +
           std::to_string(options_.ping_timeout.count()) + R"(,"maxPayload":)" +
           std::to_string(options_.payload_bytes_max) + "}";
}

void Session::open(std::unique_ptr<SessionHandler> handler) {
    polling_ = std::make_unique<Polling>();
    state_ = State::open;
    send(encode_packet(PacketType::open, open_packet_json(TransportKind::polling)));
    begin(std::move(handler));
}

void Session::open(std::unique_ptr<SessionHandler> handler, net::Takeover takeover) {
    websocket_ = std::make_shared<net::websocket::Connection>(std::move(takeover), websocket_limits_);
    state_ = State::open;
    send(encode_packet(PacketType::open, open_packet_json(TransportKind::websocket)));
    begin(std::move(handler));
    websocket_->start(*this);
}

void Session::begin(std::unique_ptr<SessionHandler> handler) {
    handler_ = std::move(handler);
    heartbeat_.schedule(worker_.timers(), options_.ping_interval);
}

void Session::beat() {
    if (awaiting_pong_) return finish(CloseReason::ping_timeout);
    static const auto ping = encode_packet(PacketType::ping);
    awaiting_pong_ = true;
    send(ping);
    heartbeat_.schedule(worker_.timers(), options_.ping_timeout);
}

void Session::send(SharedFrame packet) {
    if (state_ != State::open) return;
    if (websocket_) return websocket_->send(std::move(packet));
    if (polling_->queue_bytes > options_.outbox_bytes_max) {
        worker_.post([self = shared_from_this()] { self->finish(CloseReason::slow_consumer); });
        return;
    }
    polling_->queue_bytes += packet->bytes().size();
    polling_->queue.push_back(std::move(packet));
    if (!flush_asked_ && polling_->waiting) {
        flush_asked_ = true;
        worker_.flush_at_end_of_turn(shared_from_this());
    }
}

bool Session::is_writable() const noexcept {
    if (state_ != State::open) return false;
    if (websocket_) return websocket_->is_writable();
    return polling_->waiting && polling_->queue.empty();
}

void Session::flush() {
    flush_asked_ = false;
    if (polling_) answer_poll();
}

void Session::answer_poll() {
    if (!polling_->waiting || polling_->queue.empty()) return;
    std::exchange(polling_->waiting, nullptr)(take_queued());
}

net::Response Session::take_queued() {
    const auto packets = std::exchange(polling_->queue, {});
    polling_->queue_bytes = 0;
    return payload_response(packets);
}

Task<net::Response> Session::poll(net::Request request) {
    const auto self = shared_from_this();
    if (state_ == State::closing) {
        leave_table();
        co_return payload_response({encode_packet(PacketType::noop), encode_packet(PacketType::close)});
    }
    if (!polling_ || state_ != State::open) co_return empty_bad_request();
    if (polling_->waiting) {
        // Spec: a second GET is an error, and ends the session; the first one hears of it.
        std::exchange(polling_->waiting, nullptr)(payload_response({encode_packet(PacketType::close)}));
        finish(CloseReason::transport_error);
        co_return empty_bad_request();
    }
    if (!polling_->queue.empty()) co_return take_queued();
    if (const auto connection = request.connection.lock())
        connection->on_peer_close([weak = weak_from_this()] {
            if (const auto session = weak.lock()) session->finish(CloseReason::transport_error);
        });
    co_return co_await suspend_until_completed<net::Response>(
        [&session = *this](Completion<net::Response> done) { session.polling_->waiting = std::move(done); });
}

net::Response Session::receive(const net::Request& request) {
    const auto self = shared_from_this();
    if (!polling_) return empty_bad_request();
    if (request.fields.get("Content-Type") == "application/octet-stream" ||
        !count_code_points(request.body)) {
        finish(CloseReason::transport_error);
        return empty_bad_request();
    }
    auto packets = decode_payload(request.body);
    if (!packets) {
        finish(CloseReason::parse_error);
        return empty_bad_request();
    }
    for (const auto& [type, binary, data] : *packets) {
        if (state_ != State::open) break;
        handle_packet(type, binary, data);
    }
    return text_response("ok", "text/html");
}

void Session::on_message(bool binary, std::string_view payload) {
    const auto self = shared_from_this();
    const auto packet = decode_packet(binary, payload);
    if (!packet) return close(CloseReason::parse_error);
    handle_packet(packet->type, packet->binary, packet->data);
}

void Session::handle_packet(PacketType type, bool binary, std::string_view data) {
    if (state_ != State::open) return;
    switch (type) {
        case PacketType::message:
            if (handler_) handler_->on_message(binary, data);
            return;
        case PacketType::pong:
            awaiting_pong_ = false;
            heartbeat_.schedule(worker_.timers(), options_.ping_interval);
            return;
        case PacketType::close: return finish(CloseReason::transport_close);
        case PacketType::noop:
        case PacketType::upgrade: return;
        case PacketType::ping:  // in this revision only the server asks
        case PacketType::open: return finish(CloseReason::parse_error);
    }
}

void Session::begin_upgrade(net::Takeover takeover) {
    if (!polling_ || candidate_ || state_ != State::open) {
        std::make_shared<net::websocket::Connection>(std::move(takeover), websocket_limits_)
            ->close(CloseCode::normal);
        return;
    }
    candidate_ = std::make_unique<Candidate>(*this, std::move(takeover));
    candidate_->start();
}

void Session::complete_upgrade(std::shared_ptr<net::websocket::Connection> connection) {
    auto polling = std::move(polling_);
    websocket_ = std::move(connection);
    websocket_->listen(*this);
    if (polling->waiting) polling->waiting(payload_response({encode_packet(PacketType::noop)}));
    for (auto& packet : polling->queue) websocket_->send(std::move(packet));
    worker_.post([self = shared_from_this()] { self->drop_candidate(); });
}

void Session::drop_candidate() noexcept { candidate_.reset(); }

void Session::on_close(Closure closure) {
    const auto self = shared_from_this();
    switch (closure) {
        case Closure::by_peer: return finish(CloseReason::transport_close);
        case Closure::slow_consumer: return finish(CloseReason::slow_consumer);
        case Closure::too_big:
        case Closure::by_error: return finish(CloseReason::transport_error);
    }
}

void Session::close(CloseReason reason) {
    if (state_ != State::open) return;
    const auto self = shared_from_this();
    if (polling_ && !polling_->waiting && !candidate_ && reason != CloseReason::server_shutting_down) {
        // The goodbye waits for the next GET, but not for ever.
        state_ = State::closing;
        heartbeat_.schedule(worker_.timers(), closing_timeout);
        awaiting_pong_ = true;
        release_handler(reason);
        return;
    }
    if (polling_ && polling_->waiting) {
        polling_->queue.push_back(encode_packet(PacketType::close));
        answer_poll();
    }
    finish(reason);
}

void Session::finish(CloseReason reason) {
    if (state_ == State::closed) return;
    const auto self = shared_from_this();
    state_ = State::closed;
    heartbeat_.cancel();
    if (polling_ && polling_->waiting)
        std::exchange(polling_->waiting, nullptr)(payload_response({encode_packet(PacketType::close)}));
    if (websocket_) {
        websocket_->forget();
        websocket_->close(CloseCode::normal);
        websocket_.reset();
    }
    release_handler(reason);
    worker_.post([self] { self->drop_candidate(); });
    leave_table();
}

void Session::release_handler(CloseReason reason) {
    auto handler = std::move(handler_);
    if (!handler) return;
    handler->on_close(reason);
    // Later, because the handler may be the one that is closing the session.
    worker_.post([handler = std::move(handler)] {});
}

void Session::leave_table() {
    const auto self = shared_from_this();
    state_ = State::closed;
    heartbeat_.cancel();
    on_gone_(*this);
}

}  // namespace chatter::engineio
