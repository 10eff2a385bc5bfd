#include "socketio/engineio/session.hpp"

#include <algorithm>
#include <utility>

#include "base/completion.hpp"
#include "base/metrics.hpp"
#include "base/text.hpp"

namespace chatter::engineio {

using net::websocket::CloseCode;
using net::websocket::Closure;

namespace {

constexpr std::string_view sessions_help = "Engine.IO sessions by the transport they have now.";
const metrics::Gauge polling_sessions("chatter_sessions", sessions_help, {{"transport", "polling"}});
const metrics::Gauge websocket_sessions("chatter_sessions", sessions_help, {{"transport", "websocket"}});

constexpr std::chrono::milliseconds noop_interval{100};
constexpr std::chrono::milliseconds ping_lateness_max{100};  // that shortens the time for the pong
constexpr std::chrono::seconds closing_timeout{30};          // for a polling peer to fetch its goodbye

Payload make_payload(const std::vector<SharedFrame>& packets) {
    return {.body = encode_payload(packets), .compress = std::ranges::any_of(packets, &Frame::compress)};
}

Payload make_payload(PacketType type) { return make_payload({encode_packet(type, {}, false)}); }

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
        case CloseReason::forced_server_close: return "forced server close";
    }
    return "unknown";
}

/// A WebSocket on probation: it becomes the transport when it says "5", and is closed when it does not in
/// time.
class Session::Candidate final : public net::websocket::Listener {
  public:
    Candidate(Session& session, std::shared_ptr<net::websocket::Connection> connection)
        : session_(session),
          connection_(std::move(connection)),
          timeout_([](void* self) { static_cast<Candidate*>(self)->session_.drop_candidate(); }, this),
          release_poll_([](void* self) { static_cast<Candidate*>(self)->release_poll(); }, this) {
        timeout_.schedule(session_.worker_.timers(), session_.context_.options.upgrade_timeout);
    }
    ~Candidate() override { stop(); }
    void start() { connection_->start(*this); }
    /// Closes it; nothing more is heard of it.
    void stop() {
        timeout_.cancel();
        release_poll_.cancel();
        const auto connection = std::exchange(connection_, nullptr);
        if (!connection) return;
        connection->forget();
        connection->close(CloseCode::normal);
    }

    void on_message(bool binary, std::string_view payload) override {
        const auto packet = decode_packet(binary, payload);
        if (packet && packet->type == PacketType::ping && packet->data == "probe") {
            connection_->send(encode_packet(PacketType::pong, "probe"));
            release_poll();
        } else if (packet && packet->type == PacketType::upgrade) {
            timeout_.cancel();
            release_poll_.cancel();
            session_.complete_upgrade(std::exchange(connection_, nullptr));
        } else {
            session_.drop_candidate();
        }
    }
    void on_close(Closure) override { session_.drop_candidate(); }

  private:
    /// The pending GET must end before the client can switch: a noop lets it go.
    void release_poll() {
        session_.release_poll();
        release_poll_.schedule(session_.worker_.timers(), noop_interval);
    }

    Session& session_;
    std::shared_ptr<net::websocket::Connection> connection_;
    net::Timer timeout_;
    net::Timer release_poll_;
};

/// What a session needs only while it polls.
struct Session::Polling {
    std::vector<SharedFrame> queue;
    std::size_t queue_bytes = 0;
    Completion<std::optional<Payload>> waiting;   // the GET that waits for packets
    std::weak_ptr<net::ConnectionWatch> posting;  // the connection that a POST's body comes by
    const net::Request* current_request = nullptr;
    std::unique_ptr<Candidate> candidate;
    std::chrono::steady_clock::time_point beat_due;  // to the microsecond, where the timer has ticks
    bool post_begun = false;                         // and not answered yet
    bool overflowed = false;
};

Session::Session(std::string_view sid, net::Worker& worker, const SessionContext& context,
                 Handshake handshake)
    : sid_(sid),
      worker_(worker),
      context_(context),
      handshake_(std::make_shared<const Handshake>(std::move(handshake))),
      heartbeat_([](void* self) { static_cast<Session*>(self)->beat(); }, this) {}

Session::~Session() {
    if (websocket_) websocket_->forget();
}

std::string Session::open_packet_json(TransportKind transport) const {
    const bool can_upgrade = transport == TransportKind::polling && context_.options.allow_upgrades;
    std::string json = "{\"sid\":";
    append_json_string(json, sid());
    json += can_upgrade ? R"(,"upgrades":["websocket"])" : R"(,"upgrades":[])";
    json += ",\"pingInterval\":" + std::to_string(context_.options.ping_interval.count());
    json += ",\"pingTimeout\":" + std::to_string(context_.options.ping_timeout.count());
    json += ",\"maxPayload\":" + std::to_string(context_.options.payload_bytes_max);
    return json + "}";
}

Payload Session::open() {
    polling_ = std::make_unique<Polling>();
    state_ = State::open;
    polling_sessions.add();
    return make_payload({encode_packet(PacketType::open, open_packet_json(TransportKind::polling))});
}

void Session::open(net::Takeover takeover, bool deflates) {
    websocket_ = std::make_shared<net::websocket::Connection>(std::move(takeover), context_.websocket_limits,
                                                              deflates);
    state_ = State::open;
    websocket_sessions.add();
    send(encode_packet(PacketType::open, open_packet_json(TransportKind::websocket)));
}

void Session::attach(std::unique_ptr<SessionHandler> handler) {
    const auto self = shared_from_this();
    handler_ = std::move(handler);
    if (state_ != State::open) return release_handler(CloseReason::forced_close);  // it closed it itself
    schedule_ping();
    if (websocket_) websocket_->start(*this);
}

void Session::schedule_ping() {
    if (polling_) polling_->beat_due = std::chrono::steady_clock::now() + context_.options.ping_interval;
    heartbeat_.schedule(worker_.timers(), context_.options.ping_interval);
}

void Session::beat() {
    if (awaiting_pong_) return finish(CloseReason::ping_timeout);
    static const auto ping = encode_packet(PacketType::ping);
    awaiting_pong_ = true;
    send(ping);
    std::chrono::milliseconds timeout = context_.options.ping_timeout;
    if (polling_) {
        // A little lateness of the ping is not added to the pong's; more of it is no fault of the peer's.
        const auto now = std::chrono::steady_clock::now();
        const auto forgiven = std::min(timeout / 2, ping_lateness_max);
        polling_->beat_due = std::max(polling_->beat_due, now - forgiven) + timeout;
        timeout = std::chrono::ceil<std::chrono::milliseconds>(polling_->beat_due - now);
    }
    heartbeat_.schedule(worker_.timers(), std::max(timeout, std::chrono::milliseconds(0)));
}

bool Session::end_if_overdue() {
    if (state_ != State::open || !polling_ || !awaiting_pong_) return false;
    if (std::chrono::steady_clock::now() < polling_->beat_due) return false;
    finish(CloseReason::ping_timeout);
    return true;
}

void Session::send(const SharedFrame& packet) {
    if (state_ != State::open) return;
    if (websocket_) return send_by_websocket(packet);
    auto& polling = *polling_;
    if (polling.overflowed) return;
    if (polling.queue_bytes > context_.options.outbox_bytes_max) {
        polling.overflowed = true;
        worker_.post([self = shared_from_this()] { self->finish(CloseReason::slow_consumer); });
        return;
    }
    polling.queue_bytes += packet->bytes().size();
    polling.queue.push_back(packet);
    if (!flush_asked_ && polling.waiting) {
        flush_asked_ = true;
        worker_.flush_at_end_of_turn(shared_from_this());
    }
}

void Session::send_now(std::span<const SharedFrame> packets) {
    if (state_ == State::open && websocket_ && !base64_only_) return websocket_->send_now(packets);
    for (const auto& packet : packets) send(packet);
}

void Session::send_by_websocket(const SharedFrame& packet) {
    if (!base64_only_ || !packet->is_binary()) return websocket_->send(packet);
    websocket_->send(std::make_shared<const Frame>(net::websocket::Opcode::text, "b",
                                                   base64_encode(packet->payload()), packet->compress()));
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

Payload Session::take_queued() {
    const auto packets = std::exchange(polling_->queue, {});
    polling_->queue_bytes = 0;
    return make_payload(packets);
}

Task<std::optional<Payload>> Session::poll(std::weak_ptr<net::ConnectionWatch> connection) {
    const auto self = shared_from_this();
    if (!polling_ || (state_ != State::open && state_ != State::closing)) co_return std::nullopt;
    if (polling_->waiting) {
        // Spec: a second GET is an error, and ends the session; the first one hears of it.
        finish(CloseReason::transport_error);
        co_return std::nullopt;
    }
    if (!polling_->queue.empty()) co_return take_queued();
    if (state_ == State::closing) {
        finish(CloseReason::forced_close);
        co_return make_payload(
            {encode_packet(PacketType::noop, {}, false), encode_packet(PacketType::close)});
    }
    if (const auto watch = connection.lock())
        watch->on_peer_close([weak = weak_from_this()] {
            if (const auto session = weak.lock()) session->finish(CloseReason::transport_error);
        });
    co_return co_await suspend_until_completed<std::optional<Payload>>(
        [&session = *this](Completion<std::optional<Payload>> done) {
            session.polling_->waiting = std::move(done);
        });
}

net::Beginning Session::begin_receiving(const net::Request& request) {
    const auto self = shared_from_this();
    if (!polling_) return {};
    if (polling_->post_begun || request.fields.get("Content-Type") == "application/octet-stream") {
        finish(CloseReason::transport_error);
        net::Response refusal;
        refusal.status = 400;
        return {.refusal = std::move(refusal), .on_end = {}};
    }
    polling_->post_begun = true;
    polling_->posting = request.connection;
    const auto end = [weak = weak_from_this()](net::RequestEnd how) {
        const auto session = weak.lock();
        if (!session || !session->polling_) return;
        session->polling_->post_begun = false;
        session->polling_->posting.reset();
        if (how == net::RequestEnd::peer_gone) session->finish(CloseReason::transport_error);
    };
    return {.refusal = {}, .on_end = end};
}

bool Session::receive(const net::Request& request) {
    const auto self = shared_from_this();
    if (!polling_) return false;
    polling_->posting.reset();  // it came whole
    if (!count_code_points(request.body)) {
        finish(CloseReason::transport_error);
        return false;
    }
    const auto packets = decode_payload(request.body);
    if (!packets) {
        finish(CloseReason::parse_error);
        return false;
    }
    polling_->current_request = &request;
    for (const auto& [type, binary, data] : *packets) {
        if (state_ != State::open) break;
        handle_packet(type, binary, data);
    }
    polling_->current_request = nullptr;
    return true;
}

const net::Request* Session::current_request() const noexcept {
    return polling_ ? polling_->current_request : nullptr;
}

void Session::on_message(bool binary, std::string_view payload) {
    const auto self = shared_from_this();
    if (!binary && payload.starts_with('b')) {  // bytes, as over polling
        const auto bytes = base64_decode(payload.substr(1));
        if (!bytes) return close(CloseReason::parse_error);
        return handle_packet(PacketType::message, true, *bytes);
    }
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
            schedule_ping();
            return;
        case PacketType::close: return finish(CloseReason::transport_close);
        case PacketType::noop:
        case PacketType::upgrade: return;
        case PacketType::ping: return finish(CloseReason::transport_error);  // only the server asks
        case PacketType::open: return finish(CloseReason::parse_error);
    }
}

void Session::begin_upgrade(net::Takeover takeover, bool deflates) {
    auto connection = std::make_shared<net::websocket::Connection>(std::move(takeover),
                                                                   context_.websocket_limits, deflates);
    if (!polling_ || polling_->candidate || state_ != State::open)
        return connection->close(CloseCode::normal);
    polling_->candidate = std::make_unique<Candidate>(*this, std::move(connection));
    polling_->candidate->start();
}

void Session::release_poll() {
    if (polling_->waiting && polling_->queue.empty())
        std::exchange(polling_->waiting, nullptr)(make_payload(PacketType::noop));
}

void Session::complete_upgrade(std::shared_ptr<net::websocket::Connection> connection) {
    const auto self = shared_from_this();
    auto polling = std::move(polling_);
    websocket_ = std::move(connection);
    websocket_->listen(*this);
    polling_sessions.subtract();
    websocket_sessions.add();
    if (polling->waiting) polling->waiting(make_payload(PacketType::noop));
    for (const auto& packet : polling->queue) send_by_websocket(packet);
    // Later, because it is the candidate that calls.
    worker_.post([self, polling = std::move(polling)] {});
    if (state_ == State::closing) return finish(CloseReason::forced_close);
    // A ping that waited for a GET leaves only now.
    if (awaiting_pong_) heartbeat_.schedule(worker_.timers(), context_.options.ping_timeout);
}

void Session::drop_candidate() {
    if (!polling_ || !polling_->candidate) return;
    polling_->candidate->stop();
    // Later, because it may be the candidate that calls.
    worker_.post([self = shared_from_this(), candidate = std::move(polling_->candidate)] {});
}

void Session::on_close(Closure closure) {
    const auto self = shared_from_this();
    switch (closure) {
        case Closure::by_peer: return finish(CloseReason::transport_close);
        case Closure::slow_consumer: return finish(CloseReason::slow_consumer);
        case Closure::too_big:
        case Closure::by_error: return finish(CloseReason::transport_error);
    }
}

void Session::close(CloseReason reason, bool discard) {
    if (state_ == State::closing && discard) return finish(reason);
    if (state_ != State::open) return;
    const auto self = shared_from_this();
    if (websocket_ || discard || (polling_->waiting && polling_->queue.empty())) return finish(reason);
    // The goodbye waits for the GET after what is queued, but not for ever.
    answer_poll();
    state_ = State::closing;
    heartbeat_.schedule(worker_.timers(), closing_timeout);
    awaiting_pong_ = true;
    release_handler(reason);
}

void Session::finish(CloseReason reason) {
    if (state_ == State::closed) return;
    const auto self = shared_from_this();
    if (state_ != State::opening) (websocket_ ? websocket_sessions : polling_sessions).subtract();
    state_ = State::closed;
    heartbeat_.cancel();
    if (polling_) end_polling(reason);
    if (websocket_) {
        websocket_->forget();
        websocket_->close(CloseCode::normal);
        websocket_.reset();
    }
    release_handler(reason);
    drop_candidate();
    context_.on_gone(*this);
}

void Session::end_polling(CloseReason reason) {
    if (auto waiting = std::exchange(polling_->waiting, nullptr)) {
        // Spec: a peer that has said "1" is let go by a noop; any other hears it from us.
        if (reason != CloseReason::transport_close)
            polling_->queue.push_back(encode_packet(PacketType::close));
        waiting(polling_->queue.empty() ? make_payload(PacketType::noop) : take_queued());
    }
    polling_->queue.clear();
    if (const auto connection = polling_->posting.lock()) connection->close();
}

void Session::release_handler(CloseReason reason) {
    auto handler = std::move(handler_);
    if (!handler) return;
    handler->on_close(reason);
    // Later, because the handler may be the one that is closing the session.
    worker_.post([handler = std::move(handler)] {});
}

}  // namespace chatter::engineio
