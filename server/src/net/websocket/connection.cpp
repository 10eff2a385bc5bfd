#include "net/websocket/connection.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/metrics.hpp"
#include "base/text.hpp"
#include "net/websocket/deflate.hpp"

namespace chatter::net::websocket {

namespace {

constexpr std::size_t frames_per_write = 256;
constexpr int reads_per_turn = 4;  // so that one busy peer does not hold up the others
constexpr std::chrono::milliseconds close_timeout{3000};

const metrics::Gauge connections("chatter_websocket_connections", "WebSockets that are open.");
const metrics::Gauge unread_bytes("chatter_outbox_bytes", "Bytes that wait for peers whose socket is full.");
const metrics::Counter slow_consumers("chatter_slow_consumers_total",
                                      "WebSockets closed because their peer did not read.");

}  // namespace

struct Connection::Incoming {
    std::string partial;  // a frame whose end has not come
    std::string message;  // the fragments so far
    bool fragmented = false;
    bool binary = false;
    bool compressed = false;
};

struct Connection::Backlog {
    std::vector<SharedFrame> frames;
    std::size_t next = 0;  // of those not yet written
};

/// Between our Close frame and the end: the peer's time to answer.
struct Connection::Closing {
    explicit Closing(Connection& connection)
        : timer([](void* self) { static_cast<Connection*>(self)->end(Closure::by_peer); }, &connection) {}
    Timer timer;
};

/// What one sendmsg takes.
struct Connection::Gathered {
    std::array<iovec, frames_per_write> parts;
    std::size_t count = 0;
    std::size_t bytes = 0;

    void add(std::string_view part) noexcept {
        parts[count++] = {.iov_base = const_cast<char*>(part.data()), .iov_len = part.size()};
        bytes += part.size();
    }
};

Connection::Connection(Takeover takeover, const Limits& limits, bool deflates)
    : limits_(limits), worker_(takeover.worker), deflates_(deflates), tls_(std::move(takeover.tls)) {
    boost::system::error_code error;
    descriptor_ = takeover.socket.release(error);
    if (!takeover.leftover.empty()) keep_partial(takeover.leftover);
    connections.add();
}

Connection::~Connection() {
    connections.subtract();
    if (waiting_to_write_) unread_bytes.subtract(static_cast<std::int64_t>(outbox_bytes_));
    if (descriptor_ >= 0) ::close(descriptor_);
}

void Connection::start(Listener& listener) {
    listener_ = &listener;
    if (!watch()) return end_soon(Closure::by_error);
    if (first_) flush_later();
    if (!incoming_) return;
    auto bytes = std::exchange(incoming_->partial, {});
    const auto used = consume(bytes);
    if (state_ != State::closed && used < bytes.size()) keep_partial(std::string_view(bytes).substr(used));
}

bool Connection::watch() {
    const auto slot = worker_.poller().add(descriptor_, EPOLLIN | EPOLLRDHUP, shared_from_this());
    if (!slot) return false;
    slot_ = *slot;
    started_ = true;
    return true;
}

void Connection::on_ready(std::uint32_t events) {
    if (state_ == State::closed) return;
    if ((events & EPOLLOUT) != 0 && waiting_to_write_) {
        waiting_to_write_ = false;
        unread_bytes.subtract(static_cast<std::int64_t>(outbox_bytes_));
        worker_.poller().change(descriptor_, EPOLLIN | EPOLLRDHUP, slot_);
        flush();
    }
    if ((events & ~static_cast<std::uint32_t>(EPOLLOUT)) == 0) return;
    for (int i = 0; i < reads_per_turn && state_ != State::closed; ++i)
        if (!read_some()) break;
}

ssize_t Connection::read(std::span<char> buffer) const noexcept {
    if (tls_) [[unlikely]]
        return tls_->read(buffer);
    return ::recv(descriptor_, buffer.data(), buffer.size(), MSG_DONTWAIT);
}

bool Connection::read_some() {
    // It holds more than a record of TLS, so that nothing decrypted stays behind unnoticed.
    auto& buffer = worker_.read_buffer();
    const auto count = read(buffer);
    if (count < 0) {
        if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) end(Closure::by_error);
        return false;
    }
    if (count == 0) {
        end(Closure::by_peer);
        return false;
    }
    const auto size = static_cast<std::size_t>(count);
    if (!incoming_ || incoming_->partial.empty()) {
        const auto used = consume(std::span(buffer.data(), size));
        if (state_ != State::closed && used < size) keep_partial({buffer.data() + used, size - used});
    } else {
        auto bytes = std::exchange(incoming_->partial, {});
        bytes.append(buffer.data(), size);
        const auto used = consume(bytes);
        if (state_ != State::closed && used < bytes.size()) {
            bytes.erase(0, used);
            if (!incoming_) incoming_ = std::make_unique<Incoming>();
            incoming_->partial = std::move(bytes);
        }
    }
    if (incoming_ && incoming_->partial.empty() && !incoming_->fragmented) incoming_.reset();
    return size == (tls_ ? tls::record_bytes_max : buffer.size());
}

void Connection::keep_partial(std::string_view bytes) {
    if (!incoming_) incoming_ = std::make_unique<Incoming>();
    incoming_->partial.assign(bytes);
}

std::size_t Connection::consume(std::span<char> bytes) {
    std::size_t used = 0;
    while (state_ != State::closed) {
        const auto rest = bytes.subspan(used);
        const auto parsed = parse_header(rest, limits_.message_bytes_max, deflates_);
        if (parsed.error) {
            fail_with(*parsed.error);
            return bytes.size();
        }
        if (!parsed.header) break;
        const auto& header = *parsed.header;
        if (rest.size() - header.header_bytes < header.payload_bytes) break;
        const auto payload =
            rest.subspan(header.header_bytes, static_cast<std::size_t>(header.payload_bytes));
        unmask(payload, header.mask);
        used += header.header_bytes + payload.size();
        handle_frame(header, payload);
    }
    return state_ == State::closed ? bytes.size() : used;
}

void Connection::handle_frame(const Header& header, std::span<char> payload) {
    const std::string_view view(payload.data(), payload.size());
    switch (header.opcode) {
        case Opcode::ping:
            if (is_open()) enqueue(std::make_shared<const Frame>(Opcode::pong, view));
            return;
        case Opcode::pong: return;
        case Opcode::close: {
            if (state_ == State::closing) {
                flush();  // our own Close may still wait for the end of the turn
                return end(Closure::by_peer);
            }
            if (const auto wrong = check_close_payload(view)) return fail_with(*wrong);
            // The answer carries the peer's own code (RFC 6455, 5.5.1).
            enqueue(std::make_shared<const Frame>(Opcode::close,
                                                  view.substr(0, std::min<std::size_t>(2, view.size()))));
            flush();
            return end(Closure::by_peer);
        }
        default: return handle_data(header, payload);
    }
}

void Connection::handle_data(const Header& header, std::span<char> payload) {
    if (!is_open()) return;  // after our Close, data is of no interest
    const bool continues = header.opcode == Opcode::continuation;
    if (continues != (incoming_ && incoming_->fragmented)) return fail_with(CloseCode::protocol_error);
    const std::string_view view(payload.data(), payload.size());
    const bool binary = header.opcode == Opcode::binary;
    if (!continues && header.final) return deliver(binary, header.compressed, view);

    if (!incoming_) incoming_ = std::make_unique<Incoming>();
    auto& incoming = *incoming_;
    if (!continues) {
        incoming.fragmented = true;
        incoming.binary = binary;
        incoming.compressed = header.compressed;
    }
    if (incoming.message.size() + view.size() > limits_.message_bytes_max)
        return fail_with(CloseCode::too_big);
    incoming.message += view;
    if (!header.final) return;
    incoming.fragmented = false;
    const auto whole = std::exchange(incoming.message, {});
    deliver(incoming.binary, incoming.compressed, whole);
}

void Connection::deliver(bool binary, bool compressed, std::string_view payload) {
    std::string expanded;
    if (compressed) {
        auto inflated = inflate_message(payload, limits_.message_bytes_max);
        if (!inflated) return fail_with(inflated.error());
        expanded = std::move(*inflated);
        payload = expanded;
    }
    if (!binary && !count_code_points(payload)) return fail_with(CloseCode::invalid_payload);
    if (listener_) listener_->on_message(binary, payload);
}

void Connection::send(const SharedFrame& frame) {
    if (is_open()) enqueue(as_sent(frame));
}

void Connection::send_now(std::span<const SharedFrame> frames) {
    for (const auto& frame : frames)
        if (!is_open() || !push(as_sent(frame))) return;
    if (started_) flush();
}

const SharedFrame& Connection::as_sent(const SharedFrame& frame) const {
    const bool deflate =
        deflates_ && frame->compress() && frame->payload().size() >= limits_.deflate_bytes_min;
    return deflate ? frame->deflated() : frame;
}

void Connection::enqueue(const SharedFrame& frame) {
    if (push(frame) && started_) flush_later();
}

/// False, and the connection is about to end, when its peer has too much to read already.
bool Connection::push(const SharedFrame& frame) {
    // What waits for its turn is not yet what the peer does not read; one frame may be larger than the bound.
    if (outbox_bytes_ > limits_.outbox_bytes_max && !waiting_to_write_) flush();
    if (outbox_bytes_ > limits_.outbox_bytes_max) {
        state_ = State::closing;
        slow_consumers.add();
        end_soon(Closure::slow_consumer);
        return false;
    }
    outbox_bytes_ += frame->bytes().size();
    if (waiting_to_write_) unread_bytes.add(static_cast<std::int64_t>(frame->bytes().size()));
    if (!first_) {
        first_ = frame;
    } else {
        if (!backlog_) backlog_ = std::make_unique<Backlog>();
        backlog_->frames.push_back(frame);
    }
    return true;
}

void Connection::flush_later() {
    if (flush_asked_ || waiting_to_write_) return;
    flush_asked_ = true;
    worker_.flush_at_end_of_turn(*this);
}

void Connection::gather(Gathered& gathered) const noexcept {
    gathered.add(first_->bytes().substr(first_written_));
    if (!backlog_) return;
    const auto count = std::min(frames_per_write - 1, backlog_->frames.size() - backlog_->next);
    for (std::size_t i = 0; i < count; ++i) gathered.add(backlog_->frames[backlog_->next + i]->bytes());
}

void Connection::take_off(std::size_t written) noexcept {
    outbox_bytes_ -= written;
    written += first_written_;
    first_written_ = 0;
    while (first_ && written >= first_->bytes().size()) {
        written -= first_->bytes().size();
        if (backlog_ && backlog_->next < backlog_->frames.size())
            first_ = std::move(backlog_->frames[backlog_->next++]);
        else
            first_.reset();
    }
    first_written_ = written;
}

ssize_t Connection::write(Gathered& gathered) const noexcept {
    if (tls_) [[unlikely]]
        return write_secure(gathered);
    if (gathered.count == 1)
        return ::send(descriptor_, gathered.parts[0].iov_base, gathered.bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
    msghdr message{};
    message.msg_iov = gathered.parts.data();
    message.msg_iovlen = gathered.count;
    return ::sendmsg(descriptor_, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/// One record of what was gathered. What the socket has no room for is gathered again, the same bytes first,
/// as TLS wants it: an outbox only grows at its end.
ssize_t Connection::write_secure(Gathered& gathered) const noexcept {
    std::array<char, tls::record_bytes_max> record;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled
    std::size_t size = 0;
    for (std::size_t i = 0; i < gathered.count && size < record.size(); ++i) {
        const auto& part = gathered.parts[i];
        const auto taken = std::min(part.iov_len, record.size() - size);
        std::memcpy(record.data() + size, part.iov_base, taken);
        size += taken;
    }
    gathered.bytes = size;
    return tls_->write({record.data(), size});
}

void Connection::flush() {
    flush_asked_ = false;
    if (waiting_to_write_) return;
    while (first_ && state_ != State::closed) {
        Gathered gathered;
        gather(gathered);
        const auto sent = write(gathered);
        if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
            release_outbox();
            return end_soon(Closure::by_error);
        }
        const auto written = static_cast<std::size_t>(std::max<ssize_t>(0, sent));
        take_off(written);
        if (written == gathered.bytes) continue;
        waiting_to_write_ = true;
        unread_bytes.add(static_cast<std::int64_t>(outbox_bytes_));
        return worker_.poller().change(descriptor_, EPOLLIN | EPOLLRDHUP | EPOLLOUT, slot_);
    }
    backlog_.reset();
    if (closing_) shut_down();
}

void Connection::release_outbox() noexcept {
    first_.reset();
    backlog_.reset();
    if (waiting_to_write_) unread_bytes.subtract(static_cast<std::int64_t>(outbox_bytes_));
    first_written_ = outbox_bytes_ = 0;
}

void Connection::close(CloseCode code) {
    if (!is_open()) return;
    listener_ = nullptr;
    if (!started_ && !watch()) return end(Closure::by_error);
    enqueue(close_frame(code));
    if (state_ != State::open) return;
    state_ = State::closing;
    closing_ = std::make_unique<Closing>(*this);
    closing_->timer.schedule(worker_.timers(), close_timeout);
}

void Connection::shut_down() noexcept {
    if (tls_) tls_->say_goodbye();
    ::shutdown(descriptor_, SHUT_WR);
}

void Connection::fail_with(CloseCode code) {
    if (!is_open()) return;
    auto* const listener = listener_;
    close(code);
    // The listener hears of it now; the socket lingers for the Close frame to arrive.
    if (listener) listener->on_close(code == CloseCode::too_big ? Closure::too_big : Closure::by_error);
}

void Connection::end_soon(Closure closure) {
    // Not at once: whoever sends is in the midst of something, and would meet a listener's farewell there.
    worker_.post([self = shared_from_this(), closure] { self->end(closure); });
}

void Connection::end(Closure closure) {
    if (state_ == State::closed) return;
    state_ = State::closed;
    closing_.reset();
    incoming_.reset();
    release_outbox();
    if (started_) worker_.poller().remove(descriptor_, slot_);
    if (tls_) tls_->say_goodbye();
    tls_.reset();
    ::close(std::exchange(descriptor_, -1));
    if (auto* const listener = std::exchange(listener_, nullptr)) listener->on_close(closure);
}

}  // namespace chatter::net::websocket
