// The floor: what it costs to serve the generator when nothing is done but what the kernel must do. Bare
// epoll, one thread, one room. It speaks as much WebSocket, Engine.IO and Socket.IO as the generator's own
// lines need: no parsing of JSON, no validation, no heartbeats, no limits. No server; a lower bound for one.
//
// A message is framed once. Each connection queues a pointer to the frame; at the end of a turn of the loop,
// each that has a queue writes it with one sendmsg(). A frame is freed when all its receivers have it.
//
// Usage: chatter-bench-floor [PORT]. Prints the address that it listens at.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "frame.hpp"

namespace {

using chatter::bench::handshake_accept;

/// Bytes for many, counted, so that the last receiver frees them. One thread: no atomic.
struct Shared {
    std::uint32_t users = 0;
    std::string bytes;
};

struct Connection {
    int fd = -1;
    bool is_upgraded = false;
    bool has_joined = false;
    bool is_closing = false;
    bool is_listed = false;  // in to_flush
    bool is_blocked = false;
    std::uint32_t position = 0;  // in the room
    std::uint32_t offset = 0;    // of the first frame, already sent
    std::vector<Shared*> queue;
    std::string unread;
};

constexpr std::size_t gather_max = 64;

int epoll = -1;
std::vector<std::unique_ptr<Connection>> connections;  // by descriptor
std::vector<Connection*> room;
std::vector<Connection*> to_flush;
std::array<char, 1 << 18> buffer;

void queue(Connection& connection, Shared& shared) {
    ++shared.users;
    connection.queue.push_back(&shared);
    if (connection.is_listed || connection.is_blocked) return;
    connection.is_listed = true;
    to_flush.push_back(&connection);
}

void release(Shared* shared) {
    if (--shared->users == 0) delete shared;
}

std::string frame(unsigned opcode, std::string_view payload) {
    std::string result(1, static_cast<char>(0x80U | opcode));
    if (payload.size() < 126) {
        result += static_cast<char>(payload.size());
    } else {
        result += {126, static_cast<char>(payload.size() >> 8), static_cast<char>(payload.size() & 0xff)};
    }
    return result += payload;
}

/// Held until given out; then it lives as long as a queue has it.
Shared* hold(std::string bytes) { return new Shared{.users = 1, .bytes = std::move(bytes)}; }

void answer(Connection& connection, std::string bytes) {
    auto* const shared = hold(std::move(bytes));
    queue(connection, *shared);
    release(shared);
}

void close_now(Connection& connection) {
    for (auto* const shared : connection.queue) release(shared);
    if (connection.has_joined) {
        room[connection.position] = room.back();
        room[connection.position]->position = connection.position;
        room.pop_back();
    }
    if (connection.is_listed) std::erase(to_flush, &connection);
    const auto fd = connection.fd;
    ::close(fd);
    connections[static_cast<std::size_t>(fd)].reset();
}

/// False when the connection is gone.
bool flush(Connection& connection) {
    std::array<iovec, gather_max> parts;
    while (!connection.queue.empty()) {
        const auto count = std::min(connection.queue.size(), gather_max);
        std::size_t wanted = 0;
        for (std::size_t i = 0; i < count; ++i) {
            auto& bytes = connection.queue[i]->bytes;
            const auto skipped = i == 0 ? connection.offset : 0;
            parts[i] = {.iov_base = bytes.data() + skipped, .iov_len = bytes.size() - skipped};
            wanted += parts[i].iov_len;
        }
        msghdr message{};
        message.msg_iov = parts.data();
        message.msg_iovlen = count;
        const auto result = ::sendmsg(connection.fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (result < 0 && errno != EAGAIN) {
            close_now(connection);
            return false;
        }
        auto sent = result < 0 ? 0 : static_cast<std::size_t>(result);
        const auto is_all = sent == wanted;
        std::size_t done = 0;
        while (done < count && sent >= parts[done].iov_len) sent -= parts[done++].iov_len;
        for (std::size_t i = 0; i < done; ++i) release(connection.queue[i]);
        connection.queue.erase(connection.queue.begin(),
                               connection.queue.begin() + static_cast<std::ptrdiff_t>(done));
        connection.offset = static_cast<std::uint32_t>(sent + (done == 0 ? connection.offset : 0));
        if (!is_all) break;
    }
    const auto is_blocked = !connection.queue.empty();
    if (is_blocked != connection.is_blocked) {
        connection.is_blocked = is_blocked;
        epoll_event event{.events = EPOLLIN | (is_blocked ? EPOLLOUT : 0U), .data = {.fd = connection.fd}};
        ::epoll_ctl(epoll, EPOLL_CTL_MOD, connection.fd, &event);
    }
    if (connection.is_closing && !is_blocked) {
        close_now(connection);
        return false;
    }
    return true;
}

/// `42<id>["message:send",{…}]`: the object goes back in the ack and out to the room, as it is.
void on_message(Connection& connection, std::string_view packet) {
    const auto array = packet.find('[');
    const auto object = packet.find('{');
    if (array == std::string_view::npos || object == std::string_view::npos) return;
    const std::string id(packet.substr(2, array - 2));
    const std::string draft(packet.substr(object, packet.rfind('}') - object + 1));
    if (draft == "{}") {
        answer(connection, frame(1, "43" + id + "[{\"ok\":false}]"));
        return;
    }
    answer(connection, frame(1, "43" + id + "[{\"ok\":true,\"message\":" + draft + "}]"));
    auto* const shared = hold(frame(1, "42[\"message:new\",{\"message\":" + draft + "}]"));
    for (auto* const member : room) queue(*member, *shared);
    release(shared);
}

void on_text(Connection& connection, std::string_view packet) {
    if (packet.starts_with("42")) {
        on_message(connection, packet);
    } else if (packet.starts_with("40") && !connection.has_joined) {
        connection.has_joined = true;
        connection.position = static_cast<std::uint32_t>(room.size());
        room.push_back(&connection);
        answer(connection, frame(1, "40{\"sid\":\"floor\"}"));
    }
}

/// Unmasks the frames at the front of `bytes`, in place; returns how many bytes they were.
std::size_t read_frames(Connection& connection, char* bytes, std::size_t size) {
    std::size_t at = 0;
    while (size - at >= 6) {
        const auto opcode = static_cast<unsigned char>(bytes[at]) & 0x0fU;
        std::size_t length = static_cast<unsigned char>(bytes[at + 1]) & 0x7fU;
        std::size_t header = 6;
        if (length == 126) {
            if (size - at < 8) break;
            length = static_cast<std::size_t>(static_cast<unsigned char>(bytes[at + 2])) << 8 |
                     static_cast<unsigned char>(bytes[at + 3]);
            header = 8;
        }
        if (size - at < header + length) break;
        const char* const mask = bytes + at + header - 4;
        char* const payload = bytes + at + header;
        for (std::size_t i = 0; i < length; ++i) payload[i] ^= mask[i & 3];
        if (opcode == 8) {
            answer(connection, frame(8, {payload, length}));
            connection.is_closing = true;
        } else if (opcode == 1) {
            on_text(connection, {payload, length});
        }
        at += header + length;
    }
    return at;
}

void on_readable(Connection& connection) {
    const auto held = connection.unread.size();
    std::memcpy(buffer.data(), connection.unread.data(), held);
    const auto received = ::recv(connection.fd, buffer.data() + held, buffer.size() - held, MSG_DONTWAIT);
    if (received < 0 && errno == EAGAIN) return;
    if (received <= 0) return close_now(connection);
    const auto size = held + static_cast<std::size_t>(received);
    std::size_t used = 0;
    if (!connection.is_upgraded) {
        // The generator sends nothing before the answer, so its request is all there is.
        if (std::string_view(buffer.data(), size).ends_with("\r\n\r\n")) {
            used = size;
            connection.is_upgraded = true;
            answer(connection,
                   "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                   "Sec-WebSocket-Accept: " +
                       std::string(handshake_accept) + "\r\n\r\n" +
                       frame(1,
                             "0{\"sid\":\"floor\",\"upgrades\":[],\"pingInterval\":86400000,"
                             "\"pingTimeout\":20000,\"maxPayload\":1000000}"));
        }
    } else {
        used = read_frames(connection, buffer.data(), size);
    }
    if (used < size || held > 0) connection.unread.assign(buffer.data() + used, size - used);
}

void accept_all(int listener) {
    for (;;) {
        const int fd = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) return;
        const int on = 1;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (connections.size() <= static_cast<std::size_t>(fd))
            connections.resize(static_cast<std::size_t>(fd) + 1);
        auto& connection = connections[static_cast<std::size_t>(fd)];
        connection = std::make_unique<Connection>();
        connection->fd = fd;
        epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
        ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    }
}

int listen_at(std::uint16_t port) {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), length) != 0 ||
        ::listen(listener, 4096) != 0 ||
        ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
        std::perror("chatter-bench-floor: cannot listen");
        std::exit(1);
    }
    std::printf("http://127.0.0.1:%u\n", ntohs(address.sin_port));
    std::fflush(stdout);
    return listener;
}

}  // namespace

int main(int argc, char** argv) {
    epoll = ::epoll_create1(EPOLL_CLOEXEC);
    const int listener = listen_at(static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 0));
    epoll_event listening{.events = EPOLLIN, .data = {.fd = listener}};
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &listening);
    std::array<epoll_event, 1024> ready{};
    for (;;) {
        const auto count = ::epoll_wait(epoll, ready.data(), static_cast<int>(ready.size()), -1);
        for (int i = 0; i < count; ++i) {
            const auto& [events, data] = ready[static_cast<std::size_t>(i)];
            if (data.fd == listener) {
                accept_all(listener);
                continue;
            }
            auto* connection = connections[static_cast<std::size_t>(data.fd)].get();
            if (connection && (events & EPOLLOUT) != 0 && !flush(*connection)) continue;
            if (connection && (events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0) on_readable(*connection);
        }
        std::vector<Connection*> turn;
        turn.swap(to_flush);
        for (auto* const connection : turn) connection->is_listed = false;
        for (auto* const connection : turn) flush(*connection);
        turn.clear();
        if (to_flush.empty()) to_flush.swap(turn);
    }
}
