#pragma once

#include <string>

#include "net/worker.hpp"

namespace chatter::net {

/// A connection that stops speaking HTTP: its socket, and the bytes that were read past the request.
struct Takeover {
    Worker& worker;
    TcpSocket socket;
    std::string leftover;
};

}  // namespace chatter::net
