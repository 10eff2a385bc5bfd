#include "socketio/engineio/handshake_query.hpp"

#include <algorithm>

namespace chatter::engineio {

namespace {

int hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string decode(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
            if (high >= 0 && low >= 0) {
                decoded.push_back(static_cast<char>(high << 4 | low));
                i += 2;
                continue;
            }
        }
        decoded.push_back(text[i] == '+' ? ' ' : text[i]);
    }
    return decoded;
}

}  // namespace

HandshakeQuery parse_handshake_query(std::string_view query) {
    HandshakeQuery parsed;
    query = query.substr(0, query.find('#'));
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const auto pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        const auto equals = std::min(pair.find('='), pair.size());
        const auto name = decode(pair.substr(0, equals));
        auto* const value = name == "EIO"         ? &parsed.eio
                            : name == "transport" ? &parsed.transport
                            : name == "sid"       ? &parsed.sid
                                                  : nullptr;
        if (name == "b64") parsed.base64 = equals + 1 < pair.size();
        if (value) *value = decode(pair.substr(std::min(equals + 1, pair.size())));
    }
    return parsed;
}

}  // namespace chatter::engineio
