#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "options.hpp"

namespace chatter::bench {

/// Where a connection stands:
///
///     away → connecting → upgrading → opening → joining → greeting → joined → leaving → away
///            TCP          101         0{…}      40{…}     its event           41, close, end of stream
enum class Stage : std::uint8_t { away, connecting, upgrading, opening, joining, greeting, joined, leaving };

/// One WebSocket connection to the server. Its buffers hold something only while a frame is cut in two.
struct Client {
    std::uint32_t index = 0;
    int fd = -1;
    Stage stage = Stage::away;
    bool wants_write = false;
    bool is_stalled = false;
    std::uint64_t last_ping_ns = 0;
    std::string unread;
    std::string unsent;
};

/// Who a connection says it is.
struct Person {
    std::string token;
    std::string room;
};

/// What a mode is told. `packet` is a Socket.IO packet without Engine.IO's `4`, valid during the call.
class CrowdEvents {
  public:
    virtual ~CrowdEvents() = default;
    virtual void on_joined(Client&) {}
    virtual void on_packet(Client&, std::string_view /*packet*/) {}
    /// It ended; `asked` when leave() had been called. `reason` says how.
    virtual void on_gone(Client&, bool /*asked*/, const std::string& /*reason*/) {}
};

/// All connections, on one thread and one epoll instance. Each comes from an address of its own in
/// 127.0.0.0/8, so that neither ports nor the TIME_WAIT of ended connections run out.
class Crowd {
  public:
    /// Throws std::system_error when the system gives no epoll instance.
    Crowd(const Options& options, std::vector<Person> people, CrowdEvents& events);
    ~Crowd();
    Crowd(const Crowd&) = delete;
    Crowd& operator=(const Crowd&) = delete;

    /// From now on there are `count` clients; those that are new are away. Pointers to clients stay valid.
    void grow(std::uint32_t count);
    /// Queues a connection, made when fewer than `connecting_max` are under way and the rate allows.
    void connect(Client& client);
    /// Says goodbye as the official client does; on_gone follows.
    void leave(Client& client);
    /// Closes at once; on_gone is not called.
    void drop(Client& client);

    /// From now on nothing is read from it, until resume().
    void stall(Client& client);
    void resume(Client& client);

    /// Queues one packet; flush() sends what is queued.
    void queue(Client& client, std::string_view packet);
    void flush(Client& client);

    /// Waits at most until `until_ns` for something to happen and handles it.
    void turn(std::uint64_t until_ns);

    [[nodiscard]] std::deque<Client>& clients() noexcept { return clients_; }
    [[nodiscard]] const Person& person(const Client& client) const noexcept {
        return people_[client.index % people_.size()];
    }
    [[nodiscard]] std::uint32_t joined() const noexcept { return joined_; }
    [[nodiscard]] std::uint32_t under_way() const noexcept { return under_way_ + waiting(); }
    [[nodiscard]] std::uint64_t pings() const noexcept { return pings_; }
    /// As the server announced it; 0 before the first connection.
    [[nodiscard]] double ping_interval_s() const noexcept { return ping_interval_s_; }
    /// Of this turn.
    [[nodiscard]] std::uint64_t now() const noexcept { return now_; }

  private:
    [[nodiscard]] std::uint32_t waiting() const noexcept {
        return static_cast<std::uint32_t>(to_connect_.size());
    }
    void connect_waiting();
    void begin_connect(Client& client);
    [[nodiscard]] std::uint16_t port_of(const Client& client) const noexcept;
    void watch(const Client& client, std::uint32_t events, int operation);
    void on_ready(Client& client, std::uint32_t events);
    void on_connected(Client& client);
    void on_readable(Client& client);
    [[nodiscard]] std::size_t read_answer(Client& client, std::string_view bytes);
    void on_frame(Client& client, std::uint8_t opcode, std::string_view payload);
    void on_message(Client& client, std::string_view message);
    void enter(Client& client);
    void append_frame(Client& client, std::uint8_t opcode, std::string_view payload);
    void end(Client& client, const std::string& reason);
    void close_descriptor(Client& client);

    const Options& options_;
    const std::vector<Person> people_;
    CrowdEvents& events_;
    const std::string upgrade_request_;
    const std::string greeting_start_;
    int epoll_ = -1;
    std::deque<Client> clients_;
    std::deque<Client*> to_connect_;
    std::vector<char> buffer_;
    std::uint64_t now_ = 0;
    std::uint64_t next_connect_ns_ = 0;
    std::uint64_t connects_ = 0;
    std::uint32_t under_way_ = 0;
    std::uint32_t joined_ = 0;
    std::uint32_t mask_ = 0x9e3779b9;
    std::uint64_t pings_ = 0;
    double ping_interval_s_ = 0;
};

}  // namespace chatter::bench
