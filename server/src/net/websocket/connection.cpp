#include "net/websocket/connection.hpp"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/text.hpp"

namespace chatter::net::websocket {

namespace {

constexpr std::size_t frames_per_write = 256;
constexpr int reads_per_turn = 4;  // so that one busy peer does not hold up the others
constexpr std::chrono::milliseconds close_timeout{3000};

}  // namespace

/// Between our Close frame and the end: the peer's time to answer.
struct Connection::Closing {
    explicit Closing(Connection& connection)
        : timer([](void* self) { static_cast<Connection*>(self)->end(Closure::by_peer); }, &connection) {}
    Timer timer;
};

Connection::Connection(Takeover takeover, const Limits& limits)
    : worker_(takeover.worker),
      socket_(std::move(takeover.socket)),
      limits_(limits),
      partial_(std::move(takeover.leftover)) {
    boost::system::error_code ignored;
    socket_.non_blocking(true, ignored);
}

Connection::~Connection() = default;

void Connection::start(Listener& listener) {
    listener_ = &listener;
    if (!partial_.empty()) {
        auto bytes = std::move(partial_);
        partial_.clear();
        const auto used = consume(bytes);
        if (state_ == State::closed) return;
        partial_.assign(bytes, used, std::string::npos);
    }
    wait_to_read();
}

void Connection::wait_to_read() {
    if (state_ == State::closed) return;
    socket_.async_wait(TcpSocket::wait_read,
                       [self = shared_from_this()](const boost::system::error_code& error) {
                           if (error || self->state_ == State::closed) return;
                           self->read();
                       });
}

void Connection::read() {
    auto& buffer = worker_.read_buffer();
    for (int i = 0; i < reads_per_turn && state_ != State::closed; ++i) {
        const auto count = ::recv(socket_.native_handle(), buffer.data(), buffer.size(), 0);
        if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) break;
        if (count < 0) return end(Closure::by_error);
        if (count == 0) return end(Closure::by_peer);
        const auto size = static_cast<std::size_t>(count);
        if (partial_.empty()) {
            const auto used = consume(std::span(buffer.data(), size));
            if (state_ != State::closed) partial_.assign(buffer.data() + used, size - used);
        } else {
            partial_.append(buffer.data(), size);
            auto bytes = std::move(partial_);
            const auto used = consume(bytes);
            bytes.erase(0, used);
            if (bytes.empty()) bytes.shrink_to_fit();
            partial_ = std::move(bytes);
        }
        if (size < buffer.size()) break;
    }
    wait_to_read();
}

std::size_t Connection::consume(std::span<char> bytes) {
    std::size_t used = 0;
    while (state_ != State::closed) {
        const auto rest = bytes.subspan(used);
        const auto parsed = parse_header(rest, limits_.message_bytes_max);
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
            if (state_ == State::closing) return end(Closure::by_peer);
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
    if (continues != (assembly_ != nullptr)) return fail_with(CloseCode::protocol_error);
    const std::string_view view(payload.data(), payload.size());
    if (!continues && header.final) return deliver(header.opcode == Opcode::binary, view);

    if (!continues) assembly_ = std::make_unique<Assembly>(header.opcode == Opcode::binary, std::string());
    if (assembly_->payload.size() + view.size() > limits_.message_bytes_max)
        return fail_with(CloseCode::too_big);
    assembly_->payload += view;
    if (!header.final) return;
    const auto whole = std::move(assembly_);
    deliver(whole->binary, whole->payload);
}

void Connection::deliver(bool binary, std::string_view payload) {
    if (!binary && !count_code_points(payload)) return fail_with(CloseCode::invalid_payload);
    if (listener_) listener_->on_message(binary, payload);
}

void Connection::send(SharedFrame frame) {
    if (is_open()) enqueue(std::move(frame));
}

void Connection::enqueue(SharedFrame frame) {
    // What waits for its turn is not yet what the peer does not read; one frame may be larger than the bound.
    if (outbox_bytes_ > limits_.outbox_bytes_max && !waiting_to_write_) flush();
    if (outbox_bytes_ > limits_.outbox_bytes_max) {
        // Not at once: whoever sends is in the midst of something, and would meet a listener's farewell
        // there.
        worker_.post([self = shared_from_this()] { self->end(Closure::slow_consumer); });
        state_ = State::closing;
        return;
    }
    outbox_bytes_ += frame->bytes().size();
    outbox_.push_back(std::move(frame));
    if (flush_asked_ || waiting_to_write_) return;
    flush_asked_ = true;
    worker_.flush_at_end_of_turn(shared_from_this());
}

void Connection::flush() {
    flush_asked_ = false;
    while (outbox_first_ < outbox_.size() && state_ != State::closed) {
        std::array<iovec, frames_per_write> parts;
        const auto count = std::min(frames_per_write, outbox_.size() - outbox_first_);
        std::size_t offered = 0;
        for (std::size_t i = 0; i < count; ++i) {
            auto bytes = outbox_[outbox_first_ + i]->bytes();
            if (i == 0) bytes.remove_prefix(outbox_first_written_);
            parts[i] = {.iov_base = const_cast<char*>(bytes.data()), .iov_len = bytes.size()};
            offered += bytes.size();
        }
        msghdr message{};
        message.msg_iov = parts.data();
        message.msg_iovlen = count;
        const auto sent = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
            worker_.post([self = shared_from_this()] { self->end(Closure::by_error); });
            return release_outbox();
        }
        auto left = static_cast<std::size_t>(std::max<ssize_t>(0, sent));
        outbox_bytes_ -= left;
        const bool all = left == offered;
        while (left > 0) {
            const auto of_first = outbox_[outbox_first_]->bytes().size() - outbox_first_written_;
            if (left < of_first) {
                outbox_first_written_ += left;
                break;
            }
            left -= of_first;
            outbox_[outbox_first_++].reset();
            outbox_first_written_ = 0;
        }
        if (all) continue;
        waiting_to_write_ = true;
        socket_.async_wait(TcpSocket::wait_write,
                           [self = shared_from_this()](const boost::system::error_code& error) {
                               self->waiting_to_write_ = false;
                               if (!error && self->state_ != State::closed) self->flush();
                           });
        return;
    }
    release_outbox();
    if (closing_) shut_down();
}

void Connection::release_outbox() noexcept {
    std::vector<SharedFrame>().swap(outbox_);
    outbox_first_ = outbox_first_written_ = outbox_bytes_ = 0;
}

void Connection::close(CloseCode code) {
    if (!is_open()) return;
    listener_ = nullptr;
    enqueue(close_frame(code));
    if (state_ != State::open) return;
    state_ = State::closing;
    closing_ = std::make_unique<Closing>(*this);
    closing_->timer.schedule(worker_.timers(), close_timeout);
}

void Connection::shut_down() {
    boost::system::error_code ignored;
    socket_.shutdown(TcpSocket::shutdown_send, ignored);
}

void Connection::fail_with(CloseCode code) {
    if (!is_open()) return;
    auto* const listener = listener_;
    close(code);
    // The listener hears of it now; the socket lingers for the Close frame to arrive.
    if (listener) listener->on_close(code == CloseCode::too_big ? Closure::too_big : Closure::by_error);
}

void Connection::end(Closure closure) {
    if (state_ == State::closed) return;
    const auto keep = shared_from_this();
    state_ = State::closed;
    closing_.reset();
    assembly_.reset();
    release_outbox();
    boost::system::error_code ignored;
    socket_.close(ignored);
    if (auto* const listener = std::exchange(listener_, nullptr)) listener->on_close(closure);
}

}  // namespace chatter::net::websocket
