#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "net/takeover.hpp"
#include "net/websocket/frame.hpp"
#include "net/worker.hpp"

namespace chatter::net::websocket {

/// Why a connection ended.
enum class Closure : std::uint8_t {
    by_peer,        ///< a Close frame, or the end of the stream
    by_error,       ///< the socket broke, or the peer broke the protocol
    too_big,        ///< a message past the bound
    slow_consumer,  ///< the peer did not read: its outbox went over the bound
};

/// Who listens to a connection. Worker thread only.
class Listener {
  public:
    virtual ~Listener() = default;
    /// One whole message; `payload` is valid during the call only.
    virtual void on_message(bool binary, std::string_view payload) = 0;
    /// Once, when nothing more can be heard or said; not after close().
    virtual void on_close(Closure closure) = 0;
};

struct Limits {
    std::size_t message_bytes_max = 1'000'000;
    std::size_t outbox_bytes_max = 4 * 1024 * 1024;
    /// Of what is sent where compression was negotiated, shorter messages are not compressed.
    std::size_t deflate_bytes_min = 1024;
};

/// A WebSocket after its handshake, lean: a descriptor, a listener, an outbox; nothing else while it is idle.
/// It reads into the worker's shared buffer and keeps only the beginning of a message whose end has not come.
/// All that one turn of the loop sends leaves in one gathered write at its end. Worker thread only.
class Connection final : public Pollable, public std::enable_shared_from_this<Connection> {
  public:
    /// `deflates`: permessage-deflate was agreed on, as accept_deflate() says.
    Connection(Takeover takeover, const Limits& limits, bool deflates = false);
    ~Connection() override;

    /// Begins to read. `listener` must stay until on_close or forget().
    void start(Listener& listener);
    /// From now on `listener` hears the rest.
    void listen(Listener& listener) noexcept { listener_ = &listener; }
    /// No more calls to the listener.
    void forget() noexcept { listener_ = nullptr; }
    void send(const SharedFrame& frame);
    /// Sends several and writes at once: for the end of a turn, when nothing more is to come.
    void send_now(std::span<const SharedFrame> frames);
    /// Fetches into the cache what the next send will touch; for whoever visits many connections.
    void prefetch() const noexcept {
        __builtin_prefetch(this);
        __builtin_prefetch(&descriptor_);
    }
    /// Sends what is queued and a Close frame, then ends; the peer has a few seconds to do its part.
    void close(CloseCode code);
    /// Whether everything sent so far has left: what a volatile packet asks.
    [[nodiscard]] bool is_writable() const noexcept { return first_ == nullptr; }
    void flush() override;
    void on_ready(std::uint32_t events) override;

  private:
    struct Incoming;
    struct Backlog;
    struct Closing;
    struct Gathered;

    [[nodiscard]] bool watch();
    void flush_later();
    /// False when there is nothing more to read now.
    [[nodiscard]] bool read_some();
    [[nodiscard]] std::size_t consume(std::span<char> bytes);
    void handle_frame(const Header& header, std::span<char> payload);
    void handle_data(const Header& header, std::span<char> payload);
    void deliver(bool binary, bool compressed, std::string_view payload);
    void keep_partial(std::string_view bytes);
    void enqueue(const SharedFrame& frame);
    [[nodiscard]] const SharedFrame& as_sent(const SharedFrame& frame) const;
    [[nodiscard]] bool push(const SharedFrame& frame);
    void gather(Gathered& gathered) const noexcept;
    [[nodiscard]] ssize_t read(std::span<char> buffer) const noexcept;
    [[nodiscard]] ssize_t write(Gathered& gathered) const noexcept;
    [[nodiscard]] ssize_t write_secure(Gathered& gathered) const noexcept;
    void take_off(std::size_t written) noexcept;
    void fail_with(CloseCode code);
    void end(Closure closure);
    void end_soon(Closure closure);
    void shut_down() noexcept;
    void release_outbox() noexcept;
    [[nodiscard]] bool is_open() const noexcept { return state_ == State::open; }

    enum class State : std::uint8_t { open, closing, closed };

    // What a send touches stands together.
    const Limits& limits_;
    Worker& worker_;
    SharedFrame first_;                 // the frame that is written next
    std::unique_ptr<Backlog> backlog_;  // those behind it
    std::size_t outbox_bytes_ = 0;
    std::size_t first_written_ = 0;  // bytes of the first frame that have left
    int descriptor_;
    Poller::Slot slot_ = 0;
    State state_ = State::open;
    const bool deflates_;
    bool flush_asked_ = false;
    bool waiting_to_write_ = false;
    bool started_ = false;
    Listener* listener_ = nullptr;
    std::unique_ptr<tls::Channel> tls_;   // null: plain TCP
    std::unique_ptr<Incoming> incoming_;  // a message whose end has not come
    std::unique_ptr<Closing> closing_;
};

}  // namespace chatter::net::websocket
