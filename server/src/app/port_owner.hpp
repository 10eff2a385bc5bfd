#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace chatter::app {

/// A socket that waits for connections (proc(5), /proc/net/tcp).
struct ListeningSocket {
    boost::asio::ip::address address;
    std::uint16_t port = 0;
    std::string inode;
};

/// Every one of this machine, or of this container.
[[nodiscard]] std::vector<ListeningSocket> listening_sockets();

struct PortOwner {
    std::string name;
    int process = 0;

    /// `node (process 4711)`
    [[nodiscard]] std::string text() const { return name + " (process " + std::to_string(process) + ")"; }
};

/// Who listens on `port`, as far as /proc tells this user.
[[nodiscard]] std::optional<PortOwner> find_port_owner(std::uint16_t port);

}  // namespace chatter::app
