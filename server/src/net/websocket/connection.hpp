#pragma once

#include <memory>
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
};

/// A WebSocket after its handshake, lean: a socket, a listener, an outbox; nothing else while it is idle. It
/// reads into the worker's shared buffer and keeps only the beginning of a message whose end has not come.
/// All that one turn of the loop sends leaves in one gathered write at its end. Worker thread only.
class Connection final : public Flushable, public std::enable_shared_from_this<Connection> {
  public:
    Connection(Takeover takeover, const Limits& limits);
    ~Connection() override;

    /// Begins to read. `listener` must stay until on_close or forget().
    void start(Listener& listener);
    /// From now on `listener` hears the rest.
    void listen(Listener& listener) noexcept { listener_ = &listener; }
    /// No more calls to the listener.
    void forget() noexcept { listener_ = nullptr; }
    void send(SharedFrame frame);
    /// Sends what is queued and a Close frame, then ends; the peer has a few seconds to do its part.
    void close(CloseCode code);
    /// Whether everything sent so far has left: what a volatile packet asks.
    [[nodiscard]] bool is_writable() const noexcept { return outbox_.empty() && !waiting_to_write_; }
    void flush() override;

  private:
    struct Assembly {
        bool binary = false;
        std::string payload;
    };
    struct Closing;

    void wait_to_read();
    void read();
    [[nodiscard]] std::size_t consume(std::span<char> bytes);
    void handle_frame(const Header& header, std::span<char> payload);
    void handle_data(const Header& header, std::span<char> payload);
    void deliver(bool binary, std::string_view payload);
    void enqueue(SharedFrame frame);
    void fail_with(CloseCode code);
    void end(Closure closure);
    void shut_down();
    void release_outbox() noexcept;
    [[nodiscard]] bool is_open() const noexcept { return state_ == State::open; }

    enum class State : std::uint8_t { open, closing, closed };

    Worker& worker_;
    TcpSocket socket_;
    const Limits& limits_;
    Listener* listener_ = nullptr;
    std::vector<SharedFrame> outbox_;
    std::size_t outbox_first_ = 0;          // of the frames not yet written
    std::size_t outbox_first_written_ = 0;  // bytes of that frame that have left
    std::size_t outbox_bytes_ = 0;
    std::string partial_;                 // a frame whose end has not come
    std::unique_ptr<Assembly> assembly_;  // a fragmented message
    std::unique_ptr<Closing> closing_;
    State state_ = State::open;
    bool flush_asked_ = false;
    bool waiting_to_write_ = false;
};

}  // namespace chatter::net::websocket
