#include "app/service_manager.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace chatter::app {

namespace {

constexpr int first_inherited = 3;

std::string_view variable(const char* name) {
    const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets variables
    return value == nullptr ? std::string_view() : value;
}

template <class Number>
std::optional<Number> number(std::string_view text) {
    Number value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Children inherit the environment, and what it says is not for them.
bool is_for_this_process(const char* name) { return number<pid_t>(variable(name)) == ::getpid(); }

}  // namespace

void notify_service_manager(std::string_view state) {
    const auto path = variable("NOTIFY_SOCKET");
    sockaddr_un address{};
    if (path.empty() || path.size() >= sizeof address.sun_path) return;
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, path.size());
    if (address.sun_path[0] == '@') address.sun_path[0] = '\0';  // a name outside the file system
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket < 0) return;
    // Whether it is heard changes nothing here.
    (void)::sendto(socket, state.data(), state.size(), MSG_NOSIGNAL,
                   reinterpret_cast<const sockaddr*>(&address),
                   static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size()));
    ::close(socket);
}

std::optional<std::chrono::microseconds> watchdog_interval() {
    if (!variable("WATCHDOG_PID").empty() && !is_for_this_process("WATCHDOG_PID")) return std::nullopt;
    const auto patience = number<std::int64_t>(variable("WATCHDOG_USEC"));
    if (!patience || *patience <= 0) return std::nullopt;
    return std::chrono::microseconds(*patience / 2);
}

std::vector<InheritedSocket> take_inherited_sockets() {
    std::vector<InheritedSocket> sockets;
    if (!is_for_this_process("LISTEN_PID")) return sockets;
    const auto count = number<int>(variable("LISTEN_FDS")).value_or(0);
    auto names = variable("LISTEN_FDNAMES");
    for (int descriptor = first_inherited; descriptor < first_inherited + count; ++descriptor) {
        ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
        const auto end = std::min(names.find(':'), names.size());
        sockets.push_back({.descriptor = descriptor, .name = std::string(names.substr(0, end))});
        names.remove_prefix(std::min(end + 1, names.size()));
    }
    for (const auto* const name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"})
        ::unsetenv(name);  // NOLINT(concurrency-mt-unsafe): before any thread
    return sockets;
}

}  // namespace chatter::app
