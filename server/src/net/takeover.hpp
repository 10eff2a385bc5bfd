#pragma once

#include <memory>
#include <string>

#include "net/tls/channel.hpp"
#include "net/worker.hpp"

namespace chatter::net {

/// A connection that stops speaking HTTP: its socket, and the bytes that were read past the request.
struct Takeover {
    Worker& worker;
    TcpSocket socket;
    std::string leftover;
    std::unique_ptr<tls::Channel> tls = nullptr;  // null: plain TCP
};

}  // namespace chatter::net
