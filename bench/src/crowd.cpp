#include "crowd.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "clock.hpp"
#include "frame.hpp"

namespace chatter::bench {

namespace {

constexpr std::size_t buffer_bytes = 1 << 20;
constexpr std::size_t frame_bytes_max = buffer_bytes / 2;
constexpr std::size_t answer_bytes_max = 16 * 1024;

std::string upgrade_request(std::uint16_t port) {
    return "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
           "Host: 127.0.0.1:" +
           std::to_string(port) +
           "\r\n"
           "Connection: Upgrade\r\n"
           "Upgrade: websocket\r\n"
           "Sec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: " +
           std::string(handshake_key) + "\r\n\r\n";
}

std::string system_message(int error) { return std::generic_category().message(error); }

/// 127.1.0.1 and up, 64,000 of them in turn; never an address that ends in .0 or .255.
in_addr source_address(std::uint64_t connect) noexcept {
    const auto host = static_cast<std::uint32_t>(connect % 64'000);
    const std::uint32_t address = 0x7f010000U + (host / 250 << 8) + host % 250 + 1;
    return {.s_addr = htonl(address)};
}

std::string unexpected(std::string_view what, std::string_view bytes) {
    return std::string(what) + ": " + std::string(bytes.substr(0, 120));
}

}  // namespace

Crowd::Crowd(const Options& options, std::vector<Person> people, CrowdEvents& events)
    : options_(options),
      people_(std::move(people)),
      events_(events),
      upgrade_request_(upgrade_request(options.port)),
      greeting_start_("2[\"" + options.greeting + '"'),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      buffer_(buffer_bytes),
      now_(now_ns()) {
    if (epoll_ < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
}

Crowd::~Crowd() {
    for (auto& client : clients_) drop(client);
    ::close(epoll_);
}

void Crowd::grow(std::uint32_t count) {
    while (clients_.size() < count) {
        auto& client = clients_.emplace_back();
        client.index = static_cast<std::uint32_t>(clients_.size() - 1);
    }
}

void Crowd::connect(Client& client) { to_connect_.push_back(&client); }

void Crowd::connect_waiting() {
    while (!to_connect_.empty() && under_way_ < options_.connecting_max && now_ >= next_connect_ns_) {
        if (options_.connects_per_s > 0) {
            const auto step =
                static_cast<std::uint64_t>(static_cast<double>(ns_per_s) / options_.connects_per_s);
            next_connect_ns_ = std::max(next_connect_ns_, now_ - 10 * ns_per_ms) + step;
        }
        auto& client = *to_connect_.front();
        to_connect_.pop_front();
        begin_connect(client);
    }
}

void Crowd::begin_connect(Client& client) {
    client.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (client.fd < 0) throw std::system_error(errno, std::generic_category(), "socket");
    const int on = 1;
    ::setsockopt(client.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    // The port is chosen at connect, where it need only be free towards this server.
    ::setsockopt(client.fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    sockaddr_in source{};
    source.sin_family = AF_INET;
    source.sin_addr = source_address(connects_++);
    sockaddr_in server{};
    server.sin_family = AF_INET;
    server.sin_port = htons(port_of(client));
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);

    client.stage = Stage::connecting;
    client.unsent = upgrade_request_;
    client.wants_write = true;
    ++under_way_;
    watch(client, EPOLLIN | EPOLLOUT, EPOLL_CTL_ADD);
    const auto bound = ::bind(client.fd, reinterpret_cast<const sockaddr*>(&source), sizeof source);
    if (bound != 0 || (::connect(client.fd, reinterpret_cast<const sockaddr*>(&server), sizeof server) != 0 &&
                       errno != EINPROGRESS))
        end(client, "no connection: " + system_message(errno));
}

std::uint16_t Crowd::port_of(const Client& client) const noexcept {
    const auto node = client.index % (1 + options_.more_ports.size());
    return node == 0 ? options_.port : options_.more_ports[node - 1];
}

void Crowd::watch(const Client& client, std::uint32_t events, int operation) {
    epoll_event event{};
    event.events = events;
    event.data.u32 = client.index;
    if (::epoll_ctl(epoll_, operation, client.fd, &event) != 0)
        throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

void Crowd::leave(Client& client) {
    client.stage = Stage::leaving;
    --joined_;
    constexpr std::string_view status_normal("\x03\xe8", 2);
    append_frame(client, static_cast<std::uint8_t>(Opcode::text), "41");
    append_frame(client, static_cast<std::uint8_t>(Opcode::close), status_normal);
    flush(client);
}

void Crowd::drop(Client& client) {
    if (client.fd >= 0) close_descriptor(client);
}

void Crowd::stall(Client& client) {
    client.is_stalled = true;
    watch(client, 0, EPOLL_CTL_DEL);
}

void Crowd::resume(Client& client) {
    if (client.fd < 0) return;
    client.is_stalled = false;
    client.wants_write = false;
    watch(client, EPOLLIN, EPOLL_CTL_ADD);
}

void Crowd::close_descriptor(Client& client) {
    ::close(client.fd);
    client.fd = -1;
    if (client.stage == Stage::joined) {
        --joined_;
    } else if (client.stage != Stage::leaving) {
        --under_way_;
    }
    client.stage = Stage::away;
    client.wants_write = false;
    client.is_stalled = false;
    std::string().swap(client.unread);
    std::string().swap(client.unsent);
}

void Crowd::end(Client& client, const std::string& reason) {
    const auto asked = client.stage == Stage::leaving;
    close_descriptor(client);
    events_.on_gone(client, asked, reason);
}

void Crowd::append_frame(Client& client, std::uint8_t opcode, std::string_view payload) {
    mask_ = mask_ * 1664525 + 1013904223;
    append_masked_frame(client.unsent, static_cast<Opcode>(opcode), payload, mask_);
}

void Crowd::queue(Client& client, std::string_view packet) {
    append_frame(client, static_cast<std::uint8_t>(Opcode::text), packet);
}

/// A broken connection is not reported from here: the end of stream follows, and then nobody is in the midst
/// of using the client.
void Crowd::flush(Client& client) {
    if (client.fd < 0 || client.stage == Stage::connecting || client.is_stalled) return;
    while (!client.unsent.empty()) {
        const auto sent = ::send(client.fd, client.unsent.data(), client.unsent.size(), MSG_NOSIGNAL);
        if (sent < 0) break;
        client.unsent.erase(0, static_cast<std::size_t>(sent));
    }
    if (client.unsent.empty() && client.unsent.capacity() > 4096) std::string().swap(client.unsent);
    const auto wants_write = !client.unsent.empty() && errno == EAGAIN;
    if (wants_write == client.wants_write) return;
    client.wants_write = wants_write;
    watch(client, EPOLLIN | (wants_write ? EPOLLOUT : 0U), EPOLL_CTL_MOD);
}

void Crowd::turn(std::uint64_t until_ns) {
    now_ = now_ns();
    connect_waiting();
    if (!to_connect_.empty() && under_way_ < options_.connecting_max)
        until_ns = std::min(until_ns, next_connect_ns_);
    std::array<epoll_event, 1024> ready{};
    const auto wait_ns = until_ns > now_ ? until_ns - now_ : 0;
    const timespec timeout{.tv_sec = static_cast<time_t>(wait_ns / ns_per_s),
                           .tv_nsec = static_cast<long>(wait_ns % ns_per_s)};
    const auto count =
        ::epoll_pwait2(epoll_, ready.data(), static_cast<int>(ready.size()), &timeout, nullptr);
    now_ = now_ns();
    for (int i = 0; i < count; ++i) {
        auto& client = clients_[ready[static_cast<std::size_t>(i)].data.u32];
        if (client.fd >= 0) on_ready(client, ready[static_cast<std::size_t>(i)].events);
    }
}

void Crowd::on_ready(Client& client, std::uint32_t events) {
    if (client.stage == Stage::connecting) {
        on_connected(client);
        return;
    }
    if ((events & EPOLLOUT) != 0) flush(client);
    if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) on_readable(client);
}

void Crowd::on_connected(Client& client) {
    int error = 0;
    socklen_t length = sizeof error;
    ::getsockopt(client.fd, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error != 0) {
        end(client, "no connection: " + system_message(error));
        return;
    }
    client.stage = Stage::upgrading;
    flush(client);
}

/// One large read: under load it holds many frames, and what is cut off at its end waits in `unread`.
void Crowd::on_readable(Client& client) {
    auto held = client.unread.size();
    std::memcpy(buffer_.data(), client.unread.data(), held);
    const auto received = ::recv(client.fd, buffer_.data() + held, buffer_.size() - held, 0);
    if (received < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (received <= 0) {
        end(client, received == 0 ? "closed by the server" : system_message(errno));
        return;
    }
    std::string_view bytes(buffer_.data(), held + static_cast<std::size_t>(received));
    if (client.stage == Stage::upgrading) {
        bytes.remove_prefix(read_answer(client, bytes));
        if (client.fd < 0) return;
    }
    while (client.stage != Stage::upgrading) {
        Frame frame;
        const auto state = read_frame(bytes, frame_bytes_max, frame);
        if (state == FrameState::partial) break;
        if (state == FrameState::broken) {
            end(client, "a frame that no server should send");
            return;
        }
        bytes.remove_prefix(frame.bytes);
        on_frame(client, static_cast<std::uint8_t>(frame.opcode), frame.payload);
        if (client.fd < 0) return;
    }
    if (!bytes.empty() || held > 0) client.unread.assign(bytes);
    if (client.unread.empty() && client.unread.capacity() > 4096) std::string().swap(client.unread);
}

/// Reads the answer to the upgrade, if it is all there; returns its length.
std::size_t Crowd::read_answer(Client& client, std::string_view bytes) {
    const auto end_of_head = bytes.find("\r\n\r\n");
    if (end_of_head == std::string_view::npos) {
        if (bytes.size() > answer_bytes_max) end(client, "an endless answer");
        return 0;
    }
    const auto head = bytes.substr(0, end_of_head + 4);
    if (!head.starts_with("HTTP/1.1 101 ") || head.find(handshake_accept) == std::string_view::npos) {
        end(client, unexpected("not upgraded", bytes));
        return 0;
    }
    client.stage = Stage::opening;
    return head.size();
}

void Crowd::on_frame(Client& client, std::uint8_t opcode, std::string_view payload) {
    switch (static_cast<Opcode>(opcode)) {
        case Opcode::text: on_message(client, payload); return;
        case Opcode::ping:
            append_frame(client, static_cast<std::uint8_t>(Opcode::pong), payload);
            flush(client);
            return;
        case Opcode::close:
            // The server ends the connection after its close frame, whoever sent the first.
            if (client.stage != Stage::leaving) end(client, "a close frame");
            return;
        default: end(client, "a frame of an unexpected kind");
    }
}

/// An Engine.IO packet.
void Crowd::on_message(Client& client, std::string_view message) {
    if (message.starts_with('4')) {
        const auto packet = message.substr(1);
        if (client.stage == Stage::joined) {
            events_.on_packet(client, packet);
        } else if (client.stage == Stage::joining && packet.starts_with('0')) {
            client.stage = Stage::greeting;
            if (options_.greeting.empty()) enter(client);
        } else if (client.stage == Stage::greeting && packet.starts_with(greeting_start_)) {
            enter(client);
        } else if (client.stage == Stage::joining) {
            end(client, unexpected("not let in", packet));
        }
    } else if (message == "2") {
        ++pings_;
        client.last_ping_ns = now_;
        append_frame(client, static_cast<std::uint8_t>(Opcode::text), "3");
        flush(client);
    } else if (client.stage == Stage::opening && message.starts_with('0')) {
        constexpr std::string_view key = "\"pingInterval\":";
        const auto at = message.find(key);
        if (at != std::string_view::npos) {
            const std::string digits(message.substr(at + key.size(), 12));
            ping_interval_s_ = std::strtod(digits.c_str(), nullptr) / 1000;
        }
        client.stage = Stage::joining;
        const auto& [token, room] = person(client);
        queue(client, "40{\"token\":\"" + token + "\",\"roomId\":\"" + room + "\"}");
        flush(client);
    } else if (message != "6") {
        end(client, unexpected("an unexpected packet", message));
    }
}

void Crowd::enter(Client& client) {
    client.stage = Stage::joined;
    client.last_ping_ns = now_;
    --under_way_;
    ++joined_;
    events_.on_joined(client);
}

}  // namespace chatter::bench
