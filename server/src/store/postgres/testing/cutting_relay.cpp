#include "store/postgres/testing/cutting_relay.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <stdexcept>

namespace chatter::store::postgres::testing {

namespace {

using namespace std::string_view_literals;

constexpr int look_again_ms = 20;  // whether the relay is to stop
/// The end of a CommandComplete, whose text ends with a null byte.
constexpr auto committed = "COMMIT\0"sv;

sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    return address;
}

int make_socket() { return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0); }

bool send_all(int to, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

}  // namespace

CuttingRelay::CuttingRelay(const Cluster& cluster) : server_socket_(cluster.socket()) {
    auto folder = (std::filesystem::temp_directory_path() / "chatter-relay-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("there is no place for the relay");
    folder_ = folder;
    listener_ = make_socket();
    const auto address = address_of(folder_ + "/.s.PGSQL.5432");
    if (bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener_, SOMAXCONN) != 0)
        throw std::runtime_error("the relay cannot listen");
    thread_ = std::thread([this] { run(); });
}

CuttingRelay::~CuttingRelay() {
    stopping_ = true;
    thread_.join();
    close(listener_);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::string CuttingRelay::url(const std::string& database) const {
    return url_of(folder_, database, "chatter");
}

void CuttingRelay::run() {
    while (!stopping_) {
        std::vector<pollfd> waiting{{.fd = listener_, .events = POLLIN, .revents = 0}};
        for (const auto& ends : connections_)
            for (const int end : {ends.client, ends.server})
                waiting.push_back({.fd = end, .events = POLLIN, .revents = 0});
        if (poll(waiting.data(), waiting.size(), look_again_ms) <= 0) continue;
        std::vector<Ends> kept;
        for (std::size_t i = 0; i < connections_.size(); ++i) {
            const auto& ends = connections_[i];
            const bool from_client = waiting[1 + 2 * i].revents != 0,
                       from_server = waiting[2 + 2 * i].revents != 0;
            if ((!from_client || pass_on(ends, false)) && (!from_server || pass_on(ends, true))) {
                kept.push_back(ends);
                continue;
            }
            close(ends.client);
            close(ends.server);
        }
        connections_ = std::move(kept);
        if (waiting.front().revents != 0) accept_one();
    }
    for (const auto& ends : connections_) {
        close(ends.client);
        close(ends.server);
    }
}

void CuttingRelay::accept_one() {
    const Ends ends{.client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC), .server = make_socket()};
    const auto address = address_of(server_socket_);
    if (connect(ends.server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return connections_.push_back(ends);
    close(ends.client);
    close(ends.server);
}

bool CuttingRelay::pass_on(const Ends& ends, bool from_server) {
    std::array<char, 65536> buffer{};
    const auto count = read(from_server ? ends.server : ends.client, buffer.data(), buffer.size());
    if (count <= 0) return false;
    std::string_view bytes(buffer.data(), static_cast<std::size_t>(count));
    if (!from_server) return send_all(ends.server, bytes);
    const auto at = bytes.find(committed);
    if (at == std::string_view::npos || commits_left_ <= 0 || --commits_left_ > 0)
        return send_all(ends.client, bytes);
    (void)send_all(ends.client, bytes.substr(0, at + committed.size()));
    return false;
}

}  // namespace chatter::store::postgres::testing
