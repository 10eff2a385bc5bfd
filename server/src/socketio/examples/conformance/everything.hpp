#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "socketio/examples/conformance/kinds.hpp"

namespace chatter::conformance {

/// What the kind `everything` keeps with each socket.
struct Remembered {
    boost::json::array order;  // of the middlewares that ran
    boost::json::value value;
    bool has_value = false;
    bool watched = false;
    boost::json::array seen_in, seen_out;  // names of events
    std::vector<std::string> rooms;        // when it began to leave
};

[[nodiscard]] Remembered& remembered(socketio::Socket& socket);

[[nodiscard]] socketio::ServerOptions options_of_everything(const Flags& flags);

/// The events of everything.cpp's namespaces.
void declare_events(socketio::Namespace& nsp, SocketIoKind& kind);

}  // namespace chatter::conformance
