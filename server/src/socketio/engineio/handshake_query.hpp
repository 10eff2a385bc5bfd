#pragma once

#include <string>
#include <string_view>

namespace chatter::engineio {

/// What a request's query says to Engine.IO; empty where it says nothing.
struct HandshakeQuery {
    std::string eio;
    std::string transport;
    std::string sid;
    bool base64 = false;  // `b64`: the client takes no binary frames
};

/// Reads a query as browsers write it: of a repeated name the last holds, `+` is a space, and what is no
/// percent-encoding stands for itself. Threads: any (pure function). Spec: WHATWG URL, 5.1.
[[nodiscard]] HandshakeQuery parse_handshake_query(std::string_view query);

}  // namespace chatter::engineio
